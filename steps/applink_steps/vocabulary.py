"""The names that a scenario may use: its topology's people, products and items, and the language's own words."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from applink_fixtures.ready import ready_topologies
from applink_fixtures.stage import ANONYMOUS, topology_path
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.linking.findings import ErrorType
from applink_simulator.products import kinds
from applink_simulator.topology.content import content_of
from applink_simulator.topology.load import Topology, load
from applink_simulator.topology.people import users_of
from applink_simulator.topology.program import METHODS
from applink_simulator.topology.visitor import LEVELS
from applink_steps.topics import deleting, diagnosis, ends, linking, looking, rights, topologies
from applink_steps.wording import Scenario


class AnyCase(Collection[str]):
    """Names that are known however they are spelled, and suggested as they are written."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = list(names)
        self._known = {name.lower() for name in names}

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class TopologyVocabulary:
    """Every name of one topology."""

    def __init__(self, topology: Topology | None = None, beside: Collection[str] = ()) -> None:
        self._kinds: dict[str, Collection[str]] = {
            "topology": [*ready_topologies(), *beside],
            "kind of link": list(linking.KINDS),
            "reason": list(linking.REASONS),
            "prospect": list(deleting.PROSPECTS),
            "warning": list(linking.WARNINGS),
            "arrangement": list(topologies.ARRANGEMENTS),
            "direction": list(ends.DIRECTIONS),
            "level": list(LEVELS),
            "lozenge": sorted(ends.LOZENGES),
            "finding": [each.value.title for each in ErrorType],
            "front": diagnosis.FRONT_WORDS,
            "version": [version for kind in kinds().values() for version in kind.versions],
            "product kind": AnyCase(list(kinds())),
            "signature method": list(METHODS),
            "deed": list(rights.DEEDS),
        }
        if topology is not None:
            people = [user.name for base in topology.userbases.values() for user in users_of(base)]
            self._kinds["user"] = AnyCase([*dict.fromkeys(people), ANONYMOUS, looking.NOBODY, *looking.PRONOUNS])
            self._kinds["product"] = AnyCase([_titled(name) for name in topology.products])
            self._kinds["item"] = _items(topology)
            self._kinds["project"] = _projects(topology)
            self._kinds["consumer"] = [consumer.key for consumer in topology.consumers]
            self._kinds["page"] = _pages(topology)

    def names(self, kind: str) -> Collection[str] | None:
        return self._kinds.get(kind)


def _titled(name: str) -> str:
    """As people write it: Jira."""
    return name[:1].upper() + name[1:]


def _items(topology: Topology) -> list[str]:
    found = []
    for product in topology.products.values():
        content = content_of(product, topology, lambda name: name, datetime.now(UTC))
        found += [issue.key for issue in content.issues]
    return found


def _projects(topology: Topology) -> list[str]:
    """Spaces too."""
    return [key for product in topology.products.values() for key in (*product.projects, *product.spaces)]


def _pages(topology: Topology) -> list[str]:
    return [
        page.title
        for product in topology.products.values()
        for space in product.spaces.values()
        for page in space.pages
    ]


@lru_cache(maxsize=64)
def _vocabulary(path: Path, _changed: int, beside: tuple[str, ...]) -> TopologyVocabulary:
    try:
        return TopologyVocabulary(load(path), beside)
    except ApplinkError:
        # The file's own mistakes are told when the scenario starts; its names cannot be known.
        return TopologyVocabulary(None, beside)


def vocabulary_of(scenario: Scenario, default: str) -> TopologyVocabulary:
    """Of the topology that the scenario's steps name, or else of the default one."""
    named = [name for line in scenario.lines if (name := topologies.topology_in(line.text))]
    folder = scenario.path.parent
    beside = tuple(sorted(path.name for path in folder.glob("*.y*ml")))
    try:
        path = topology_path((named or [default])[-1], folder)
        return _vocabulary(path, path.stat().st_mtime_ns, beside)
    except (ApplinkError, OSError):
        return TopologyVocabulary(None, beside)
