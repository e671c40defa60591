"""Application ids."""

import pytest

from applink_simulator.domain.identity import is_application_id, name_based_id, url_based_id


def test_a_name_gives_the_uuid_that_java_would_give():
    """UUID.nameUUIDFromBytes("hello".getBytes()): MD5, version 3, no namespace (applinks.md 2.4)."""
    assert name_based_id("hello") == "5d41402a-bc4b-3a76-b971-9d911017c592"


@pytest.mark.parametrize(
    "url", ["http://h:8080/jira", "http://h:8080/jira/", "http://h:8080/jira///", "http://h:8080/./x/../jira"]
)
def test_the_same_address_gives_the_same_id_however_it_is_written(url: str):
    """A product that was linked without a manifest is known by it."""
    assert url_based_id(url) == url_based_id("http://h:8080/jira")
    assert url_based_id(url) != url_based_id("http://h:8081/jira")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11", True),
        ("4C0F3F0E-1C50-3B0A-9A55-0D2B6F6B8F11", True),
        ("1-2-3-4-5", True),
        ("4c0f3f0e1c503b0a9a550d2b6f6b8f11", False),
        ("", False),
        ("../../etc/passwd", False),
    ],
)
def test_an_id_is_what_javas_uuid_would_read(text: str, is_one: bool):
    assert is_application_id(text) is is_one
