"""Three products live through whatever can happen to their links, and are at each step as the model says.

``APPLINKS_LIVES`` says how many lives each round has, for a run that goes on for longer: with 2000 a round takes half
an hour.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from applink_fixtures.stage import Theatre
from applink_simulator.authentication.oauth_impersonation import OAuthImpersonation
from applink_simulator.authentication.scheme import Serving
from applink_simulator.domain.admission import Admitted
from applink_simulator.domain.callers import Caller
from applink_simulator.domain.content import Issue
from applink_simulator.domain.links import Consumer, LinkEnd
from applink_simulator.linking.product import Product
from applink_simulator.linking.relocate import relocate
from applink_simulator.storage.memory import MemoryTokens
from applink_simulator.web.applinks import relocation
from applink_steps.lint import lint
from applink_steps.vocabulary import vocabulary_of

from . import model
from .gherkin import TOPOLOGY, Line, failure_in, feature, telling
from .machine import Links
from .model import World

LIVES = int(os.environ.get("APPLINKS_LIVES", "45"))
KILLED_LIVES = max(14, LIVES // 20)
"""Over sockets each of them takes seconds."""
LOOKING = (Phase.explicit, Phase.generate)


def play(machine: type[Links], *, lives: int, steps: int, phases: tuple[Phase, ...], repeatable: bool) -> None:
    """Fails with the shortest example, as a scenario that can be pasted into a feature file."""
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            machine,
            settings=settings(
                max_examples=lives,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                phases=phases,
                derandomize=repeatable,
                print_blob=True,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception as failure:
        failure.add_note(feature({"What should not happen": failing(machine)}))
        raise


def failing(machine: type[Links]) -> list[Line]:
    assert machine.latest is not None
    return telling(machine.theatre, machine.latest.play.lines)


@pytest.fixture
def links(theatre: Theatre) -> type[Links]:
    """A machine of the test's own."""
    return type("TheirLinks", (Links,), {"theatre": theatre, "lives": [], "steps": 0})


def test_whatever_happens_to_products_that_are_killed_they_are_as_the_model_says(
    links: type[Links], theatre_of_processes: Theatre
):
    """Processes of their own, which do not go down but are killed; and ways between them that are troubled."""
    links.theatre = theatre_of_processes
    play(links, lives=KILLED_LIVES, steps=12, phases=LOOKING, repeatable=True)
    said = {line.text for lines in links.lives for line in lines}
    assert any("goes down" in text for text in said)
    assert any("firewall" in text or "resolve" in text for text in said)


@pytest.mark.parametrize(
    "repeatable",
    [pytest.param(True, id="the same lives"), pytest.param(False, id="other lives", marks=pytest.mark.deep)],
)
def test_whatever_happens_ends_and_readers_are_as_the_model_says(
    links: type[Links], tmp_path: Path, repeatable: bool
):
    """Over REST and in browsers; every status, every reader, and no error of a server. All of it can be linted."""
    play(links, lives=LIVES, steps=30, phases=LOOKING if repeatable else tuple(Phase), repeatable=repeatable)
    assert links.steps > 10 * LIVES
    said = dict.fromkeys(line for lines in links.lives for line in lines)
    assert problems_in(feature({"All that was said": list(said)}), tmp_path) == []


def test_what_was_played_is_a_feature_that_is_in_order_and_passes(links: type[Links], tmp_path: Path):
    """Control: with one name changed the same feature is found fault with."""
    play(links, lives=5, steps=12, phases=LOOKING, repeatable=True)
    written = feature({f"Life {number}": lines for number, lines in enumerate(links.lives, 1)})
    assert problems_in(written, tmp_path) == []
    assert f"{len(links.lives)} passed" in run(written, tmp_path)
    assert problems_in(written.replace("alice finds", "alize finds"), tmp_path)


@pytest.mark.deep
def test_a_wrong_model_is_found_out_and_its_example_fails_in_the_same_way_as_a_feature(
    links: type[Links], tmp_path: Path
):
    """One that takes a refused signature for nobody's. Control: without its last line the feature passes."""

    def as_nobody(world: World, near: str, far: str, user: str | None) -> set[str]:
        answer = model.served(world, near, far, user)
        return model.visible("Jira", None) if answer is model.No.REFUSED else model.finds(world, near, far, user)

    links.model = SimpleNamespace(**(vars(model) | {"finds": as_nobody}))
    with pytest.raises(AssertionError) as found:
        play(links, lives=200, steps=6, phases=(*LOOKING, Phase.shrink), repeatable=True)
    printed = found.value.__notes__[-1]
    assert problems_in(printed, tmp_path) == []
    outcome = run(printed, tmp_path)
    lines = failing(links)
    assert "1 failed" in outcome
    assert f"> Then {lines[-1].text}" in outcome or f"> And {lines[-1].text}" in outcome, outcome
    assert len([line for line in lines if line.keyword == "When"]) <= FEW
    assert "1 passed" in run(feature({"Control": lines[:-1]}), tmp_path)


FEW = 3
"""Things that have to happen: a link is made, and what it sends is not what is taken."""


Mutation = Callable[[pytest.MonkeyPatch, type[Links]], None]


def forgets_the_security_level(patch: pytest.MonkeyPatch, links: type[Links]) -> None:
    patch.setattr(Issue, "shows_to", lambda issue, user: issue.project.shows_to(user))


def relocates_the_peers_end_too(patch: pytest.MonkeyPatch, links: type[Links]) -> None:
    def both(product: Product, end: LinkEnd, new_url: str, *, anyway: bool = False) -> LinkEnd:
        moved = relocate(product, end, new_url, anyway=anyway)
        assert links.latest is not None
        for other in links.latest.play.stage.running.products.values():
            back = other.state.ends.get(product.application_id)
            if other.application_id == end.application_id and back is not None:
                other.state.ends.put(replace(back, rpc_url=moved.rpc_url))
        return moved

    patch.setattr(relocation, "relocate", both)


def keeps_tokens_of_a_deleted_link(patch: pytest.MonkeyPatch, links: type[Links]) -> None:
    patch.setattr(MemoryTokens, "remove_of_consumer", lambda *_: None)


def impersonates_the_preconfigured_user_instead(patch: pytest.MonkeyPatch, links: type[Links]) -> None:
    def caller(
        scheme: OAuthImpersonation, message: Any, consumer: Consumer, admitted: Admitted, serving: Serving
    ) -> Caller:
        if not consumer.impersonation_allowed and (name := consumer.two_legged_user):
            other = admitted._replace(user=serving.state.directory.find(name))
            return serving.user(name, scheme.name, consumer, other)
        return honest(scheme, message, consumer, admitted, serving)

    honest = OAuthImpersonation.caller
    patch.setattr(OAuthImpersonation, "caller", caller)


def lets_leavers_in(patch: pytest.MonkeyPatch, links: type[Links]) -> None:
    def caller(serving: Serving, username: str, way: str, consumer: Consumer, admitted: Admitted) -> Caller:
        return Caller(admitted.user, way, consumer.key)

    patch.setattr(Serving, "user", caller)


@pytest.mark.parametrize(
    "mutation",
    [
        forgets_the_security_level,
        pytest.param(relocates_the_peers_end_too, marks=pytest.mark.deep),
        keeps_tokens_of_a_deleted_link,
        pytest.param(impersonates_the_preconfigured_user_instead, marks=pytest.mark.deep),
        pytest.param(lets_leavers_in, marks=pytest.mark.deep),
    ],
)
def test_a_product_that_does_wrong_is_found_out(
    links: type[Links], monkeypatch: pytest.MonkeyPatch, theatre: Theatre, mutation: Mutation
):
    """Else nothing would follow from the machine's finding nothing. Control: what it played passes undone."""
    with monkeypatch.context() as patch:
        mutation(patch, links)
        with pytest.raises(AssertionError):
            play(links, lives=ENOUGH, steps=25, phases=LOOKING, repeatable=True)
    assert links.latest is not None
    assert failure_in(theatre, links.latest.play.lines) is None


ENOUGH = 200
"""Lives in which each of these mistakes has to show itself."""


def problems_in(text: str, folder: Path) -> list[str]:
    written = folder / "printed.feature"
    written.write_text(text, encoding="utf-8")
    return [problem.message for problem in lint([written], lambda scenario: vocabulary_of(scenario, TOPOLOGY))]


def run(text: str, folder: Path) -> str:
    """As anybody would, who has pasted it into a folder of his own."""
    (folder / "conftest.py").write_text('pytest_plugins = ["applink_steps"]\n', encoding="utf-8")
    (folder / "pasted.feature").write_text(text, encoding="utf-8")
    command = ["-m", "pytest", "-p", "no:cacheprovider", "--applinks-backend", "in-process", "pasted.feature"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment | {"COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return done.stdout
