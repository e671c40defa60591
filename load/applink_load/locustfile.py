"""The profiles for Locust's own command and web page: ``locust -f`` this file.

Locust offers each profile as a user class. Where the products are is told by options or by environment variables,
which ``locust -f FILE --help`` lists. They are looked at before anything starts, as `applinks load --target` does.
What is wrong whatever the percentiles say is a failure of the request, and makes Locust's exit code 3.
"""

# First of all: it patches what the other modules import.

import importlib
import logging
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from locust import events
from locust.env import Environment

from applink_load.measured.run import Measured
from applink_load.offered import PROFILES, module_of
from applink_load.plan import NotForLoad, Wish, plan_for, readers_of
from applink_load.profiles.reader import Reader
from applink_load.target import NotReady, Target, places_of
from applink_load.verdict.codes import Verdict
from applink_simulator.authentication.keys import read_private_key
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.topology.named import topology_named

OPTIONS = {
    "target": "Base URL of the Jira.",
    "through": "Base URL of the Confluence, for profiles that look at Jira through it.",
    "consumer": "The consumer key that the Jira knows Locust by.",
    "private-key": "A PEM file with the consumer's private key.",
    "topology": "Who is there and what each may see: a file, or a ready topology by its name.",
    "check": "The part of the answers, from 0 to 1, that is held against what their reader may see.",
}
DEFAULTS = {"topology": "shared-userbase", "check": "1"}

log = logging.getLogger(__name__)


def _class_of(profile: str) -> type[Reader]:
    """The profile's class, with a name that tells it from the others: Locust picks classes by name."""
    load = importlib.import_module(module_of(profile)).Load
    name = profile.title().replace("-", "")
    return type(name, (load,), {"__doc__": PROFILES[profile], "__module__": __name__, "profile": profile})


globals().update({each.__name__: each for each in map(_class_of, PROFILES)})


def _take_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("Application links", "Where the products are, and who is there.")
    for name, told in OPTIONS.items():
        more: dict[str, Any] = {"env_var": f"APPLINKS_LOAD_{name.upper().replace('-', '_')}"}
        group.add_argument(f"--{name}", default=DEFAULTS.get(name, ""), help=told, **more)


def _look_at_the_products(environment: Environment, **_more: Any) -> None:
    """Ends Locust where they are not as said."""
    try:
        _prepare(environment, environment.parsed_options or Namespace())
    except (ApplinkError, OSError, ValueError) as problem:
        log.error("%s", problem)
        broken = isinstance(problem, NotReady | NotForLoad)
        sys.exit(int(Verdict.BROKEN if broken else Verdict.USAGE))


def _prepare(environment: Environment, said: Namespace) -> None:
    if not said.target:
        raise ValueError("Say where the Jira is: --target, or APPLINKS_LOAD_TARGET.")
    pem = Path(said.private_key).read_text(encoding="ascii", errors="replace") if said.private_key else ""
    target = Target(said.target, said.through, said.consumer, pem)
    readers = readers_of(topology_named(said.topology))
    profiles = {each: str(vars(each)["profile"]) for each in environment.user_classes}
    for user_class, profile in list(profiles.items()):
        if lacks := target.lacks_for(profile):
            # Locust takes all there are when nobody chooses.
            log.warning("%s is left out. %s", user_class.__name__, lacks)
            environment.user_classes.remove(user_class)
            (environment.available_user_classes or {}).pop(user_class.__name__, None)
            del profiles[user_class]
    if not profiles:
        raise ValueError("There is no profile left for which everything was said.")
    for user_class, profile in profiles.items():
        wish = Wish(profile, checking=float(said.check))
        user_class.plan = plan_for(wish, readers, places_of(target, readers, wish))  # type: ignore[attr-defined]
        Reader.key = read_private_key(user_class.plan.private_key)  # type: ignore[attr-defined]
    # Locust wants one, though the profiles know where to go.
    environment.host = said.target
    Reader.measured = Measured(", ".join(profiles.values()), said.target, users=0, began=time.time())


def _tell_findings(environment: Environment, **_more: Any) -> None:
    for finding in Reader.measured.findings[:3]:
        log.error("%s: %s\n%s", finding.kind, finding.told, finding.exchange)
    if Reader.measured.findings:
        environment.process_exit_code = int(Verdict.WRONG)


events.init_command_line_parser.add_listener(_take_options)
events.init.add_listener(_look_at_the_products)
events.quitting.add_listener(_tell_findings)
