"""Where an administrator arrives from another product's wizard: everything in the address may be a lie."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

from .conftest import LIST, xsrf_token

LINK_BACK = "/plugins/servlet/applinks/linkBack"


def wish(pair: RunningTopology, **changed: str) -> dict[str, str]:
    """What Jira's wizard would put into the address at Confluence."""
    usual = {
        "applinkStartingUrl": json.dumps(pair.place("jira").url),
        "applinkStartingType": '"jira"',
        "applinkOriginalCreatedId": json.dumps(pair.place("confluence").application_id),
        "sharedUserbase": "false",
        "applinkCreationStatusLog": '[{"status":"inprogress.creation"}]',
    }
    return usual | changed


def links(pair: RunningTopology) -> list[str]:
    return [link["name"] for link in pair.administrator("confluence").links()]


def test_looking_creates_nothing_and_confirming_does(pair: RunningTopology, anna: Visitor):
    """The way back leads to the product that was linked."""
    page = anna.open(f"{LIST}?{urlencode(wish(pair))}")
    assert page.heading == "Create the link back"
    assert links(pair) == []
    page = anna.press("Create link back")
    assert links(pair) == ["Jira"]
    assert page.url.startswith(pair.place("jira").url + LIST)


@pytest.mark.parametrize(
    "address",
    [
        '"javascript:alert(1)"',
        '"<script>alert(1)</script>"',
        '"http://evil.invalid/\'\\"><script>alert(1)</script>"',
        '"//evil.invalid"',
        '"http:evil"',
        '"http://[half"',
        '"\\ud800"',
        "[1, 2]",
        '"unfinished',
        "",
    ],
)
def test_an_address_that_is_none_is_refused_and_shown_as_text(pair: RunningTopology, anna: Visitor, address: str):
    """CVE-2018-20239 was a script here; the same page with a real address works."""
    page = anna.open(f"{LIST}?{urlencode(wish(pair, applinkStartingUrl=address))}")
    assert page.status < 500
    assert "Create link back" not in page.buttons
    assert "<script>alert" not in page.reply.text
    assert anna.open(f"{LIST}?{urlencode(wish(pair))}").buttons == ["Create link back"]


def test_nobody_is_sent_on_to_an_address_that_does_not_answer(pair: RunningTopology, anna: Visitor, post: Callable):
    """Neither by looking, nor by confirming, nor by a way to cancel."""
    evil = "http://127.0.0.1:9/evil"
    page = anna.open(f"{LIST}?{urlencode(wish(pair, applinkStartingUrl=json.dumps(evil)))}")
    assert evil in page.words
    assert not page.document.xpath("//a[contains(@href, 'evil')]")
    token = xsrf_token(anna.open(LIST))
    fields = wish(pair, applinkStartingUrl=json.dumps(evil), atl_token=token)
    reply = post(anna, LINK_BACK, **fields)
    assert reply.header("Location") is None
    assert links(pair) == []
    assert post(anna, LINK_BACK, **wish(pair, atl_token=token)).status == 302


def test_a_wish_that_was_meant_for_another_product_is_refused(pair: RunningTopology, anna: Visitor, post: Callable):
    """An address copied from elsewhere links nothing here."""
    other = wish(pair, applinkOriginalCreatedId=json.dumps(pair.place("jira").application_id))
    page = anna.open(f"{LIST}?{urlencode(other)}")
    assert "from another application than Confluence" in page.words
    token = xsrf_token(anna.open(LIST))
    assert post(anna, LINK_BACK, **other, atl_token=token).status == 400
    assert links(pair) == []
    assert post(anna, LINK_BACK, **wish(pair), atl_token=token).status == 302


def test_a_link_that_is_there_is_not_made_again(pair: RunningTopology, anna: Visitor):
    """The page says so."""
    anna.open(f"{LIST}?{urlencode(wish(pair))}")
    anna.press("Create link back")
    page = anna.open(f"{LIST}?{urlencode(wish(pair))}")
    assert "exists already" in page.words
    assert links(pair) == ["Jira"]


def test_impersonation_is_for_a_system_administrator_to_grant(pair: RunningTopology, adam: Visitor):
    """Plain OAuth is for any administrator."""
    page = adam.open(f"{LIST}?{urlencode(wish(pair, sharedUserbase='true'))}")
    assert "Only a system administrator may allow that" in page.words
    page = adam.press("Create link back")
    assert page.status == 403
    assert links(pair) == []
    adam.open(f"{LIST}?{urlencode(wish(pair))}")
    adam.press("Create link back")
    assert links(pair) == ["Jira"]


def test_what_the_other_product_wants_is_mirrored(pair: RunningTopology, anna: Visitor):
    """Its incoming direction is our outgoing one."""
    levels = {
        "applinkConfigInUserAuth": "true",
        "applinkConfigInServerAuth": "true",
        "applinkConfigOutUserAuth": "false",
    }
    anna.open(f"{LIST}?{urlencode(wish(pair, **levels))}")
    anna.press("Create link back")
    found = pair.administrator("confluence").levels(pair.place("jira"))
    assert (found["outgoing"]["twoLoEnabled"], found["incoming"]["enabled"]) == (True, False)


def test_texts_come_in_quotes_and_without(pair: RunningTopology, anna: Visitor):
    """As JSON, and as one who types an address would write them."""
    bare = wish(pair, applinkStartingUrl=pair.place("jira").url, applinkStartingType="jira")
    assert anna.open(f"{LIST}?{urlencode(bare)}").buttons == ["Create link back"]


def test_nobody_is_told_that_a_link_is_whole_because_an_address_says_so(pair: RunningTopology, anna: Visitor):
    """The product looks for itself."""
    pair.administrator("confluence").create_link(pair.place("jira"))
    back = {"applinkCreated": "true", "applinkCreatedId": json.dumps(pair.place("jira").application_id)}
    page = anna.open(f"{LIST}?{urlencode(back)}")
    assert "something is not right yet" in page.words
    pair.administrator("jira").create_end(pair.place("confluence"))
    for here, there in (("jira", "confluence"), ("confluence", "jira")):
        level = {"enabled": True, "twoLoEnabled": True}
        pair.administrator(here).set_levels(pair.place(there), level, level)
    assert "was created at both ends" in anna.open(f"{LIST}?{urlencode(back)}").words
    stranger = back | {"applinkCreatedId": '"<script>alert(1)</script>"'}
    assert "<script>alert" not in anna.open(f"{LIST}?{urlencode(stranger)}").reply.text


def test_the_way_there_has_the_parameters_that_are_known(pair: RunningTopology, anna: Visitor, post: Callable):
    """Text in JSON's quotes, truth without (applinks.md 5.3)."""
    token = xsrf_token(anna.open(LIST))
    fields = {"url": pair.place("jira").url, "name": "Jira", "both": "true", "shared": "true", "atl_token": token}
    location = post(anna, "/plugins/servlet/applinks/create/confirm", **fields).header("Location") or ""
    assert location.startswith(pair.place("jira").url + LIST + "?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert query["applinkStartingUrl"] == json.dumps(pair.place("confluence").url)
    assert query["applinkStartingType"] == '"confluence"'
    assert query["applinkOriginalCreatedId"] == json.dumps(pair.place("jira").application_id)
    assert query["sharedUserbase"] == "true"
    assert [each["status"] for each in json.loads(query["applinkCreationStatusLog"])] == [
        "inprogress.creation",
        "completed.creation.local",
        "inprogress.creation.reciprocal",
    ]
    assert {query[name] for name in query if name.startswith("applinkConfig")} == {"true"}
    assert len([name for name in query if name.startswith("applinkConfig")]) == 6
