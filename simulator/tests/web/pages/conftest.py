"""People in front of pages, and forms as a stranger's site would send them."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from applink_simulator.domain.messages import FORM, Reply
from applink_simulator.topology.browser import Page
from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import Visitor

LIST = "/plugins/servlet/applinks/listApplicationLinks"
CREATE = "/plugins/servlet/applinks/create"
URL = "URL of the application"


@pytest.fixture
def anna(pair: RunningTopology) -> Visitor:
    """System administrator of both, at Confluence; one browser."""
    return pair.visitor("anna", "confluence")


@pytest.fixture
def adam(pair: RunningTopology) -> Visitor:
    """Administrator of both, but not system administrator."""
    return pair.visitor("adam", "confluence")


@pytest.fixture
def post() -> Callable[..., Reply]:
    """Sends a form with a visitor's cookies as they are, whatever page it came from."""

    def send(visitor: Visitor, path: str, **fields: str) -> Reply:
        headers = (("Content-Type", FORM),)
        return visitor.browser.send("POST", visitor.url(path), headers, urlencode(fields).encode())

    return send


def xsrf_token(page: Page) -> str:
    return str(page.document.xpath("//input[@name='atl_token']/@value")[0])
