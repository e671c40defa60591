"""What Jira tells about itself, and to whom."""

import re
import struct

import pytest

from applink_simulator.domain.types import APPLICATION_TYPES


def test_server_info_is_for_everybody(ask):
    """Clients ask before they log in; they need the version as numbers."""
    reply = ask("GET", "/rest/api/2/serverInfo", who=None)
    assert reply.status == 200
    assert reply.header("Content-Type") == "application/json;charset=UTF-8"
    information = reply.json()
    assert information["versionNumbers"] == [int(part) for part in information["version"].split(".")]
    assert information["deploymentType"] == "Server"
    assert isinstance(information["buildNumber"], int)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", information["serverTime"])


def test_server_info_may_need_a_login(ask):
    """One guess of the profile: some Jiras answer strangers 401."""
    assert ask("GET", "/rest/api/2/serverInfo", who=None, at="discreet").status == 401
    assert ask("GET", "/rest/api/2/serverInfo", at="discreet").status == 200


def test_the_base_url_has_the_context_path(ask, jiras):
    for name in ("jira", "discreet"):
        assert ask("GET", "/rest/api/latest/serverInfo", at=name).json()["baseUrl"] == jiras.place(name).url


def test_the_health_check_is_there_when_asked_for(ask):
    assert "healthChecks" not in ask("GET", "/rest/api/2/serverInfo").json()
    assert ask("GET", "/rest/api/2/serverInfo?doHealthCheck=true").json()["healthChecks"][0]["passed"] is True


def test_only_two_api_versions_exist(ask):
    assert ask("GET", "/rest/api/latest/myself").status == 200
    assert ask("GET", "/rest/api/3/myself").status == 404


def test_it_runs_and_has_no_optional_capabilities(ask, jiras):
    assert ask("GET", "/status", who=None).json() == {"state": "RUNNING"}
    capabilities = ask("GET", "/rest/capabilities", who=None).json()
    assert capabilities["application"] == "jira"
    assert capabilities["links"] == {"self": jiras.place("jira").url + "/rest/capabilities"}


@pytest.mark.parametrize("at", ["jira", "discreet"])
@pytest.mark.parametrize("type_id", APPLICATION_TYPES)
def test_every_application_type_has_icons_in_both_sizes(ask, at, type_id):
    """The manifest and the list of links point at them, below the context path or without one."""
    for size in (16, 128):
        reply = ask("GET", f"/static/{size}{type_id}.png", who=None, at=at)
        assert (reply.status, reply.content_type) == (200, "image/png")
        assert struct.unpack(">II", reply.body[16:24]) == (size, size)


def test_the_icons_that_documents_mention_exist(ask, jiras):
    fields = ask("GET", "/rest/api/2/issue/DEMO-1").json()["fields"]
    base = jiras.place("jira").url
    urls = [fields[name]["iconUrl"] for name in ("issuetype", "status", "priority")]
    urls += [*fields["assignee"]["avatarUrls"].values(), *fields["project"]["avatarUrls"].values()]
    for url in set(urls):
        assert url.startswith(base + "/")
        assert ask("GET", url.removeprefix(base), who=None).content_type == "image/svg+xml"


@pytest.mark.parametrize("kind", ["status", "priority", "issuetype", "resolution", "statuscategory"])
def test_words_are_listed_and_found_by_id_and_name(ask, kind):
    listed = ask("GET", f"/rest/api/2/{kind}", who=None).json()
    assert listed
    assert len({str(each["id"]) for each in listed}) == len(listed)
    for each in listed:
        assert ask("GET", f"/rest/api/2/{kind}/{each['id']}").json() == each
    assert ask("GET", f"/rest/api/2/{kind}/nothing-like-it").status == 404


def test_fields_say_what_jql_calls_them(ask):
    fields = {each["id"]: each for each in ask("GET", "/rest/api/2/field", who=None).json()}
    assert {"summary", "status", "project", "issuetype", "priority", "assignee", "labels"} <= fields.keys()
    assert "type" in fields["issuetype"]["clauseNames"]
    assert fields["labels"]["schema"] == {"type": "array", "items": "string", "system": "labels"}
    assert all(each["custom"] is False for each in fields.values())
