"""The four error bodies of the applinks resources (applinks.md 3.0), in both forms where there are two."""

from collections.abc import Callable
from http.client import HTTPResponse
from xml.etree import ElementTree as ET

import pytest

from applink_simulator.topology.running import RunningTopology

Raw = Callable[..., HTTPResponse]
UNKNOWN = "4c0f3f0e-1c50-3b0a-9a55-0d2b6f6b8f11"
CREATE = "/rest/applinks/1.0/applicationlinkForm/createAppLink"
NAMELESS = {"applicationLink": {"typeId": "jira", "name": "", "rpcUrl": "http://x.invalid"}}


@pytest.mark.conformance("REST-007")
def test_the_status_body_has_its_hyphen(pair: RunningTopology):
    """``status-code``, not ``statusCode``: clients read it by name."""
    anna = pair.administrator("jira")
    body = anna.ask("DELETE", f"/rest/applinks/1.0/applicationlink/{UNKNOWN}").json()
    assert body["status-code"] == 404
    assert UNKNOWN in body["message"]


@pytest.mark.conformance("REST-007", "REST-014")
def test_the_status_body_is_xml_for_whoever_does_not_ask_for_json(pair: RunningTopology, raw: Raw):
    reply = raw(pair.place("jira").url, "GET", "/rest/applinks/1.0/applicationlink")
    root = ET.fromstring(reply.content)  # noqa: S314 - our own answer
    assert (root.tag, root.findtext("status-code")) == ("status", "401")
    assert root.findtext("message")


@pytest.mark.conformance("REST-007")
def test_a_success_tells_where_what_was_made_is_found(pair: RunningTopology):
    anna, confluence = pair.administrator("jira"), pair.place("confluence")
    body = anna.create_end(confluence).json()
    assert body["status-code"] == 201
    link = body["resources-created"]["link"][0]
    assert link["rel"] == "self"
    assert link["href"].endswith(f"/rest/applinks/3.0/applicationlink/{confluence.application_id}")


@pytest.mark.conformance("REST-008")
def test_the_error_list_names_the_fields_of_a_form(pair: RunningTopology):
    """``message`` is a list though it is called so, and ``fields`` runs parallel to it."""
    body = pair.administrator("jira").ask("POST", CREATE, NAMELESS).json()
    assert body["status"] == 400
    assert body["fields"] == ["application-name"]
    assert len(body["message"]) == 1


@pytest.mark.conformance("REST-008")
def test_the_error_list_has_its_status_as_an_attribute_in_xml(pair: RunningTopology):
    anna = pair.administrator("jira")
    reply = anna.ask("POST", CREATE + ".xml", NAMELESS)
    root = ET.fromstring(reply.body)  # noqa: S314 - our own answer
    assert (root.tag, root.get("status"), root.findtext("fields")) == ("error", "400", "application-name")


@pytest.mark.conformance("REST-010")
def test_version_3_has_an_error_body_of_its_own(pair: RunningTopology):
    anna = pair.administrator("jira")
    anna.create_end(pair.place("confluence"))
    path = f"/rest/applinks/3.0/applinks/{pair.place('confluence').application_id}"
    body = anna.ask("PUT", path, {"name": "x", "rpcUrl": "x", "displayUrl": "x"}).json()
    assert body["status"] == 400
    assert [sorted(error) for error in body["errors"]] == [["context", "summary"]] * 2


@pytest.mark.conformance("REST-009")
def test_a_crash_has_the_status_body_and_no_trace(pair: RunningTopology):
    """The products' own has a stack trace; ours tells it to the test instead."""
    product = pair.products["jira"]
    product.intercept = lambda _request: 1 / 0  # type: ignore[assignment,return-value]
    body = pair.administrator("jira").ask("GET", "/rest/applinks/1.0/applicationlink").json()
    assert body["status-code"] == 500
    assert "stack-trace" not in body
    pair.journal.clear()
