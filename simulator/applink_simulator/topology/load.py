"""From a topology file to a topology: all its mistakes at once, or all it asks for."""

from pathlib import Path

from applink_simulator.domain.errors import Unreadable
from applink_simulator.topology.file import ConsumerEntry, TopologyFile
from applink_simulator.topology.marked_yaml import Mapping, Node, Scalar, place, read
from applink_simulator.topology.mistakes import Mistake, TopologyMistakes, nearest
from applink_simulator.topology.references import Doubts, References
from applink_simulator.topology.shape import Finding, shaped

MOST_BYTES = 2 * 1024 * 1024
_KEY_BYTES = 64 * 1024


class Topology(TopologyFile):
    """A file without mistakes: every product complete, every name known, every consumer with its key."""

    warnings: tuple[Mistake, ...] = ()
    """What is allowed but hardly meant."""


def load(path: str | Path) -> Topology:
    """TopologyMistakes when the file cannot be read or has any."""
    path = Path(path)
    return read_topology(_text(path), str(path), path.parent)


def read_topology(text: str, file: str = "topology", folder: Path | None = None) -> Topology:
    """From the text of a file, which mistakes call ``file``; its key files are looked for in ``folder``."""
    root, mistakes = read(text, file)
    if root is None or (isinstance(root, Scalar) and root.text is None):
        raise TopologyMistakes([*mistakes, Mistake(file, 0, 0, 'nothing in it: a topology begins with "products:"')])
    if not isinstance(root, Mapping):
        sort = "text" if isinstance(root, Scalar) else "a list"
        what = f'a topology has keys such as "products:" and "userbases:", this is {sort}'
        raise TopologyMistakes([*mistakes, Mistake(file, root.line, root.column, what)])

    def report(finding: Finding) -> None:
        mistakes.append(_placed(finding, root, file))

    shape, found = shaped(root, report)
    if shape is None:
        raise TopologyMistakes(_in_order(mistakes))
    references = References(shape, Doubts(found, shape))
    for finding in references.mistakes():
        report(finding)
    consumers = []
    for index, consumer in enumerate(shape.consumers):
        try:
            consumers.append(_with_its_key(consumer, folder or Path()))
        except Unreadable as problem:
            field = "public_key_file" if consumer.public_key_file else "public_key"
            report(Finding(("consumers", index, field), str(problem)))
    warnings = [_placed(finding, root, file) for finding in references.warnings()]
    if mistakes:
        raise TopologyMistakes(_in_order(mistakes), warnings)
    complete = dict(shape) | {"consumers": tuple(consumers), "warnings": tuple(warnings)}
    return Topology.model_construct(**complete)


def _placed(finding: Finding, root: Node, file: str) -> Mistake:
    line, column = place(root, finding.location, on_key=finding.on_key)
    return Mistake(file, line, column, finding.what, finding.nearest)


def _in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """Of the file; once each, as an alias repeats what its anchor has."""
    return sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.line, mistake.column))


def _text(path: Path) -> str:
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        beside = [other.name for other in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        raise TopologyMistakes([Mistake(file, 0, 0, "there is no such file", nearest(path.name, beside))]) from None
    except IsADirectoryError:
        raise TopologyMistakes([Mistake(file, 0, 0, "this is a folder, not a file")]) from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise TopologyMistakes([Mistake(file, 0, 0, f"the file cannot be read: {reason}")]) from None
    if len(content) > MOST_BYTES:
        raise TopologyMistakes([Mistake(file, 0, 0, f"the file is larger than {MOST_BYTES} bytes")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        column = problem.start - content.rfind(b"\n", 0, problem.start)
        raise TopologyMistakes([Mistake(file, line, column, "this is not UTF-8 text")]) from None


def _with_its_key(consumer: ConsumerEntry, folder: Path) -> ConsumerEntry:
    """The public key itself, wherever it was written; Unreadable when it is none."""
    # Few files have consumers, and few processes that read one need what proves them.
    from applink_simulator.authentication.keys import read_public_key

    text = consumer.public_key
    if consumer.public_key_file:
        try:
            with (folder / consumer.public_key_file).open("rb") as stream:
                text = stream.read(_KEY_BYTES).decode("ascii", "replace")
        except (OSError, ValueError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise Unreadable(f"the key file cannot be read: {reason}") from None
    read_public_key(text)
    return consumer.model_copy(update={"public_key": text, "public_key_file": ""})
