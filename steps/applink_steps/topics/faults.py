"""What goes wrong with links in practice: every fault of the catalogue, until the scenario is over."""

import inspect
from collections.abc import Callable
from typing import Any

from applink_simulator.catalogue import catalogue
from applink_simulator.catalogue.entry import Entry, Said
from applink_simulator.domain.messages import Reply
from applink_steps.phrase import Phrase, given, phrase, when


def _step(entry: Entry, said: Said, wording: Phrase) -> Callable[..., Reply | None]:
    """Pytest looks at a function's parameters, which here come from the pattern."""

    def provoke(**named: Any) -> Reply | None:
        answered: Reply | None = named.pop("applinks").provoke(entry, **said.told, **named)
        return answered

    names = ["applinks", *sorted(wording.placeholders)]
    vars(provoke)["__signature__"] = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names]
    )
    provoke.__name__ = f"provokes_{entry.id.lower().replace('-', '_')}"
    provoke.__doc__ = f"Given {said.example}\n\nWhen {said.example}"
    return provoke


# Not in a function: pytest-bdd leaves its fixtures where it is called from.
for _entry in catalogue().values():
    for _said in _entry.phrases:
        _wording = phrase(_said.pattern)
        _provoke = _step(_entry, _said, _wording)
        given(_wording, target_fixture=_said.gives)(_provoke)
        when(_wording, target_fixture=_said.gives)(_provoke)
