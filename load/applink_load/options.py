"""How ``applinks load`` reads what it is told."""

import re
from typing import Any

import click

from applink_simulator.domain.urls import is_web_address
from applink_simulator.topology.mistakes import nearest

_UNITS = {"s": 1, "m": 60, "h": 3600}


class Duration(click.ParamType[float]):
    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", str(value))
        if found is None or not float(found[1]):
            self.fail(f"{value!r} is no time such as 30s, 2m or 1h", param, ctx)
        return float(found[1]) * _UNITS[found[2]]


class BaseUrl(click.ParamType[str]):
    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        url = str(value).rstrip("/")
        if not is_web_address(url) or any(mark in url for mark in "?#@"):
            said = "is no address, http or https, with a path at most, such as http://jira.example/jira"
            self.fail(f"{value!r} {said}", param, ctx)
        return url


class Address(click.ParamType[str]):
    name = "host:port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        host, _, port = str(value).rpartition(":")
        if not host or not re.fullmatch(r"[1-9]\d{0,4}", port) or int(port) > 65535:
            self.fail(f"{value!r} is no address such as 192.0.2.7:5557", param, ctx)
        return f"{host}:{port}"


class Name(click.Choice[Any]):
    """One of a few; whoever misspells it is told which was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        close = nearest(str(value), self.choices)
        if value not in self.choices and close:
            self.fail(f'{value!r} is none of {", ".join(self.choices)}. Did you mean "{close}"?', param, ctx)
        return super().convert(value, param, ctx)
