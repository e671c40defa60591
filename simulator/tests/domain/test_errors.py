"""The tree of errors."""

import inspect
import re

from applink_simulator.domain import errors


def drawn() -> dict[str, str]:
    """Each name with its parent's, as the module's docstring draws them."""
    parents: dict[str, str] = {}
    above = ["ApplinkError"]
    for bars, name in re.findall(r"^    ((?:│   |    )*)[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE):
        depth = len(bars) // 4
        above[depth + 1 :] = [name]
        parents[name] = above[depth]
    return parents


def test_the_tree_is_drawn_as_it_is():
    """Every error is in it, below its own parent."""
    classes = {name: each for name, each in vars(errors).items() if inspect.isclass(each)}
    found = {
        name: each.__base__.__name__
        for name, each in classes.items()
        if issubclass(each, errors.ApplinkError) and each is not errors.ApplinkError
    }
    assert drawn() == found
