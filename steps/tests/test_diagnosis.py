"""The scenarios about diagnosis and faults leave no error type out."""

from pathlib import Path

from applink_simulator.linking.findings import ErrorType

FEATURES = Path(__file__).parents[2] / "features"


def test_each_error_type_is_provoked_by_a_scenario():
    text = "\n".join(path.read_text(encoding="utf-8") for path in FEATURES.rglob("*.feature"))
    assert [each.name for each in ErrorType if each.value.title not in text] == []


def test_no_two_error_types_have_the_same_title_and_each_has_help():
    """A sentence without its full stop, and help that ends with one."""
    titles = [each.value.title for each in ErrorType]
    assert len(set(titles)) == len(titles)
    for each in ErrorType:
        assert not each.value.title.endswith(".")
        assert each.value.happened.endswith(".")
        assert each.value.look_at.endswith(".")
