"""What a client wants an issue to be, as the changes of a domain value; each wrong field says why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from applink_simulator.linking.product import Product
from applink_simulator.web.products.jira import words
from applink_simulator.web.products.jira.errors import FieldsRefused

if TYPE_CHECKING:
    from applink_simulator.web.products.jira.bodies import IssueFields, LabelOperation, Reference

LONGEST_SUMMARY = 254
LONGEST_LABEL = 255

Changes = dict[str, Any]
Reader = Callable[[Product, Any], Changes]


def changes_of(product: Product, given: "IssueFields") -> tuple[Changes, dict[str, str]]:
    """The changes, and for each field that cannot be set the reason; ``project`` is not read here."""
    changes: Changes = {}
    errors = {name: f"The field '{name}' is unknown or cannot be set." for name in given.model_extra or {}}
    for name, read in READERS.items():
        if name not in given.model_fields_set:
            continue
        try:
            changes |= read(product, getattr(given, name))
        except ValueError as reason:
            errors[name] = str(reason)
    return changes, errors


def _summary(_product: Product, text: str | None) -> Changes:
    if text is None or not text.strip():
        raise ValueError("An issue needs a summary.")
    if len(text) > LONGEST_SUMMARY:
        raise ValueError(f"A summary has at most {LONGEST_SUMMARY} characters.")
    if "\n" in text or "\r" in text:
        raise ValueError("A summary is one line.")
    return {"summary": text.strip()}


def _description(_product: Product, text: str | None) -> Changes:
    return {"description": text or ""}


def _labels(_product: Product, labels: Sequence[str] | None) -> Changes:
    return {"labels": checked_labels(labels or ())}


def checked_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order given; ValueError for one that is none."""
    kept = tuple(dict.fromkeys(labels))
    for label in kept:
        if not label or any(character.isspace() for character in label):
            raise ValueError(f"The label '{label}' is empty or contains a space.")
        if len(label) > LONGEST_LABEL:
            raise ValueError(f"A label has at most {LONGEST_LABEL} characters.")
    return kept


def _person(product: Product, person: "Reference | None") -> str | None:
    # -1 asks for the automatic choice, which is nobody here.
    if person is None or not person.words or person.name == "-1":
        return None
    for word in person.words:
        user = product.state.directory.find(word)
        if user is not None:
            return user.name
    raise ValueError(f"There is no user called '{person.words[0]}'.")


def _assignee(product: Product, person: "Reference | None") -> Changes:
    username = _person(product, person)
    user = None if username is None else product.state.directory.find(username)
    if user is not None and not user.active:
        raise ValueError(f"Issues cannot be assigned to '{user.name}', who is not active.")
    return {"assignee": username}


def _reporter(product: Product, person: "Reference | None") -> Changes:
    return {"reporter": _person(product, person)}


def _issue_type(product: Product, wanted: "Reference | None") -> Changes:
    used = (issue.issue_type for issue in product.state.contents.issues())
    return {"issue_type": _word("issue type", words.ISSUE_TYPES, used, wanted)}


def _priority(product: Product, wanted: "Reference | None") -> Changes:
    if wanted is None:
        return {"priority": None}
    used = (issue.priority for issue in product.state.contents.issues())
    return {"priority": _word("priority", words.PRIORITIES, used, wanted)}


def _word(what: str, listed: words.Words, used: Iterable[str | None], wanted: "Reference | None") -> str:
    named = [] if wanted is None else wanted.words
    if not named:
        raise ValueError(f"The {what} is missing.")
    # Content is searched only for a word that the list does not have.
    for names in (listed, None):
        known = words.every_word(listed, used) if names is None else names
        for word in named:
            found = words.find_word(listed, known, word)
            if found is not None:
                return found
    raise ValueError(f"There is no {what} '{named[0]}'.")


def _fix_versions(_product: Product, versions: "Sequence[Reference] | None") -> Changes:
    names = [version.name for version in versions or ()]
    if not all(names):
        raise ValueError("A version needs its name.")
    return {"fix_versions": tuple(dict.fromkeys(name for name in names if name))}


READERS: Mapping[str, Reader] = {
    "summary": _summary,
    "issuetype": _issue_type,
    "description": _description,
    "labels": _labels,
    "assignee": _assignee,
    "reporter": _reporter,
    "priority": _priority,
    "fixVersions": _fix_versions,
}


def relabelled(labels: tuple[str, ...], operations: "Iterable[LabelOperation]") -> tuple[str, ...]:
    """After the operations, one by one; FieldsRefused when one adds what is no label."""
    for each in operations:
        if each.set is not None:
            labels = tuple(each.set)
        if each.add is not None:
            labels = (*labels, each.add)
        if each.remove is not None:
            labels = tuple(label for label in labels if label != each.remove)
    try:
        return checked_labels(labels)
    except ValueError as reason:
        raise FieldsRefused({"labels": str(reason)}) from None
