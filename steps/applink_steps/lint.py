"""Everything that is wrong with feature files, found without running them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from applink_steps.files import feature_files
from applink_steps.language import Language, of_topics
from applink_steps.problems import Problem
from applink_steps.reading import Unreadable, read
from applink_steps.shape import problems_of_shape
from applink_steps.wording import AnyName, VocabularyFor, problems_of_wording


def lint(
    paths: Iterable[Path], vocabulary_for: VocabularyFor | None = None, language: Language | None = None
) -> list[Problem]:
    """Knows the phrases of the topics unless told otherwise; conftest files are read by pytest only."""
    language = language or of_topics()
    return [
        problem
        for path in paths
        for file in feature_files(path)
        for problem in problems_in(file, language, vocabulary_for)
    ]


def problems_in(path: Path, language: Language, vocabulary_for: VocabularyFor | None = None) -> tuple[Problem, ...]:
    try:
        reading = read(path)
    except Unreadable as error:
        return error.problems
    found = [
        *problems_of_shape(reading, language),
        *problems_of_wording(reading, language, vocabulary_for or (lambda _: AnyName())),
    ]
    return tuple(sorted(_once(found), key=lambda problem: problem.place))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A step of a background or an outline is looked at many times; its problem is one."""
    seen = set()
    for problem in problems:
        key = (problem.place, type(problem))
        if key not in seen:
            seen.add(key)
            yield problem
