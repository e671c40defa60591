"""What a client gets."""

import pytest

from .conftest import LAST, Site, get, until, until_closed


def test_a_connection_carries_one_request_after_the_other(site: Site):
    with site.client() as client:
        for path in ("/one", "/two", "/three"):
            client.sendall(get(path))
            assert f"PATH_INFO={path}".encode() in until(client, b"body=")


def test_requests_that_come_together_are_answered_in_their_order(site: Site):
    site.go_on.set()
    said = site.say(get("/one") + get("/wait-silently") + get("/two", LAST))
    assert said.count(b"200 OK") == 3
    assert said.index(b"/one") < said.index(b"/wait-silently") < said.index(b"/two")


@pytest.mark.parametrize(
    ("version", "headers", "stays"),
    [("1.1", [], True), ("1.1", [LAST], False), ("1.0", [], False), ("1.0", ["Connection: keep-alive"], True)],
)
def test_a_connection_stays_as_long_as_its_client_wants(site: Site, version: str, headers: list[str], *, stays: bool):
    with site.client() as client:
        client.sendall(get("/", *headers, version=version))
        until(client, b"body=")
        if stays:
            client.sendall(get("/again", LAST))
            assert b"PATH_INFO=/again" in until_closed(client)
        else:
            assert until_closed(client) == b""


def test_whoever_asks_before_sending_a_body_is_told_to_go_on(site: Site):
    with site.client() as client:
        client.sendall(get("/", "Content-Length: 5", "Expect: 100-continue", LAST, method="POST"))
        assert until(client, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert site.asked == []
        client.sendall(b"hello")
        assert until_closed(client).endswith(b"body=hello")


def test_a_head_request_has_the_headers_of_a_get_and_no_body(site: Site):
    got, headed = site.say(get("/", LAST)), site.say(get("/", LAST, method="HEAD"))
    assert got.partition(b"\r\n\r\n")[2]
    assert headed.partition(b"\r\n\r\n")[2] == b""
    assert b"Content-Length: " in headed


def test_a_body_of_untold_length_is_counted(site: Site):
    head, _, body = site.say(get("/untold", LAST)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert body


def test_where_there_is_no_body_none_is_told_of(site: Site):
    head, _, body = site.say(get("/nothing", LAST)).partition(b"\r\n\r\n")
    assert (head.split(b"\r\n")[0], body) == (b"HTTP/1.1 204 No Content", b"")
    assert b"Content-Length" not in head


def test_a_reply_that_breaks_off_is_followed_by_nothing(site: Site):
    """The control: one that does not, on a connection that stays."""
    head, _, body = site.say(get("/breaks-off")).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body) + 10}".encode() in head
    with site.client() as client:
        client.sendall(get("/whole"))
        assert b"PATH_INFO=/whole" in until(client, b"body=")
        client.sendall(get("/next", LAST))
        assert b"PATH_INFO=/next" in until_closed(client)


def test_a_reply_is_no_longer_than_it_says(site: Site):
    head, _, body = site.say(get("/goes-on", LAST)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head


def test_a_long_reply_reaches_a_slow_client_whole_while_others_are_answered(site: Site):
    with site.client() as slow:
        slow.sendall(get("/many?20000000", LAST))
        until(slow, b"\r\n\r\n")
        assert site.say(get("/quick", LAST)).startswith(b"HTTP/1.1 200 OK")
        assert len(until_closed(slow)) > 19_000_000


def test_an_application_that_falls_over_answers_and_the_next_request_is_served(
    site: Site, capfd: pytest.CaptureFixture[str]
):
    said = site.say(get("/falls-over"))
    assert said.startswith(b"HTTP/1.1 500 ")
    assert b"on purpose" not in said
    assert "on purpose" in capfd.readouterr().err
    assert site.say(get("/", LAST)).startswith(b"HTTP/1.1 200 OK")


def test_a_header_cannot_bring_another_one_along(site: Site):
    said = site.say(get("/two-lines"))
    assert said.startswith(b"HTTP/1.1 500 ")
    assert b"Smuggled" not in said
