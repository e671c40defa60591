"""Features that are on or off, and those that a user has been shown (applinks.md 3.3)."""

import re

from flask import Blueprint, Response

from applink_simulator.domain.errors import BadInput, FormInvalid, NotThere
from applink_simulator.web.answers import as_json, nothing
from applink_simulator.web.applinks.paths import VERSION_3
from applink_simulator.web.caller import signed_in_user, system_administrator, this_product

blueprint = Blueprint("applinks_v3:features", __name__, url_prefix=VERSION_3)

SYSTEM = {"BITBUCKET_REBRAND": True, "ONE_WAY_APPLINKS": False, "V3_UI": True, "V4_UI": True}
"""Nobody switches these."""
OTHERS = frozenset({"TEST_NON_SYSTEM"})
EVERYBODY = ""
"""Owner of what is switched for the whole product."""

_key = re.compile(r"[\w.:-]{1,100}", re.ASCII).fullmatch


@blueprint.get("/features/<name>")
def feature(version: str, name: str) -> Response:
    _require_feature(name)
    return as_json({name: SYSTEM[name] if name in SYSTEM else name in this_product().state.switches.on(EVERYBODY)})


@blueprint.put("/features/<name>")
def enable(version: str, name: str) -> Response:
    _require_switchable(name)
    system_administrator()
    this_product().state.switches.turn_on(EVERYBODY, name)
    return as_json({name: True})


@blueprint.delete("/features/<name>")
def disable(version: str, name: str) -> Response:
    _require_switchable(name)
    system_administrator()
    this_product().state.switches.turn_off(EVERYBODY, name)
    return nothing()


def _require_feature(name: str) -> None:
    if name not in SYSTEM and name not in OTHERS:
        raise FormInvalid(name[:80], "There is no such feature.")


def _require_switchable(name: str) -> None:
    """Before anybody's rights are looked at (applinks.md 3.3)."""
    _require_feature(name)
    if name in SYSTEM:
        raise BadInput("A system feature is read only.", context=name)


@blueprint.get("/feature-discovery")
def discovered(version: str) -> Response:
    return as_json(this_product().state.switches.on(_owner()))


@blueprint.get("/feature-discovery/<key>")
def is_discovered(version: str, key: str) -> Response:
    if key not in this_product().state.switches.on(_owner()):
        raise NotThere(what=f"Discovery of {key[:100]}", context=key[:100])
    return as_json([key])


@blueprint.put("/feature-discovery/<key>")
def discover(version: str, key: str) -> Response:
    owner = _owner()
    if not _key(key):
        raise BadInput("A key has letters, digits and . : _ - only, a hundred at most.", context="key")
    this_product().state.switches.turn_on(owner, key)
    return as_json([key])


def _owner() -> str:
    return signed_in_user().name.lower()
