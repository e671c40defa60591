"""Issues that belong together, in order: so that a search need not look at a million to show fifty."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from applink_simulator.domain.content import Container, Issue
from applink_simulator.domain.users import Audience, User


class Arrangement:
    """Issues of one project that the same people may see, in the two orders in which they are asked for most."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.by_key = sorted(issues, key=_number)
        self.newest_first = sorted(self.by_key, key=_created, reverse=True)
        """Those of one moment by their keys."""

    def shows_to(self, user: User | None) -> bool:
        return self.by_key[0].shows_to(user)

    def put(self, issue: Issue) -> None:
        """One that was not there."""
        insort(self.by_key, issue, key=_number)
        insort(self.newest_first, issue, key=_age)

    def replace(self, old: Issue, new: Issue) -> None:
        """By one that has the same place in both orders."""
        self.by_key[bisect_left(self.by_key, _number(old), key=_number)] = new
        self.newest_first[bisect_left(self.newest_first, _age(old), key=_age)] = new

    def remove(self, issue: Issue) -> None:
        del self.by_key[bisect_left(self.by_key, _number(issue), key=_number)]
        del self.newest_first[bisect_left(self.newest_first, _age(issue), key=_age)]


class Arrangements:
    """All issues of a product. Whoever changes them sees to it that nobody else does at the same time."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        together: dict[_Belonging, list[Issue]] = {}
        for issue in issues:
            together.setdefault(_belonging(issue), []).append(issue)
        self._arranged = {belonging: Arrangement(each) for belonging, each in together.items()}

    def __iter__(self) -> Iterator[Arrangement]:
        """None of them is empty."""
        return iter(list(self._arranged.values()))

    def put(self, issue: Issue) -> None:
        """One that was not there."""
        arrangement = self._arranged.get(_belonging(issue))
        if arrangement is None:
            self._arranged[_belonging(issue)] = Arrangement([issue])
        else:
            arrangement.put(issue)

    def replace(self, old: Issue, new: Issue) -> None:
        arrangement = self._arranged[_belonging(old)]
        if _belonging(new) == _belonging(old) and _age(new) == _age(old):
            arrangement.replace(old, new)
            return
        if len(arrangement.by_key) == 1:
            del self._arranged[_belonging(old)]
        else:
            arrangement.remove(old)
        self.put(new)


_Belonging = tuple[Container, Audience | None]


def _belonging(issue: Issue) -> _Belonging:
    return issue.project, issue.visible_to


def _number(issue: Issue) -> int:
    return issue.number


def _created(issue: Issue) -> float:
    return issue.created.timestamp()


def _age(issue: Issue) -> tuple[float, int]:
    return -issue.created.timestamp(), issue.number
