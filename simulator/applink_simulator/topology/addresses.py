"""Products of a topology that run somewhere, known by their addresses alone."""

import time
from collections.abc import Mapping
from typing import Any

from applink_simulator.domain.errors import ApplinkError, RemoteError, Unreadable
from applink_simulator.domain.health_check import HEALTH_CHECK, MANIFEST
from applink_simulator.domain.messages import OutgoingRequest
from applink_simulator.domain.urls import origin_of
from applink_simulator.domain.users import Audience
from applink_simulator.linking.documents.manifest import read_manifest
from applink_simulator.linking.product import Transport
from applink_simulator.topology.control import Control
from applink_simulator.topology.load import Topology
from applink_simulator.topology.people import users_of
from applink_simulator.topology.place import Place
from applink_simulator.topology.visitor import Administrator

BETWEEN = 0.2
"""Seconds after which a product that does not answer yet is asked again."""


class NotUpInTime(ApplinkError):
    message = "{names} did not answer within {seconds:g} seconds. {reason}"


class ControlNeeded(ApplinkError):
    message = (
        "The link from {product} to {remote} is one that the products have set themselves, which nobody can make "
        "over REST: give the token of their control surfaces, with APPLINKS_CONTROL_TOKEN or a file."
    )


class Addresses:
    """Where each product is reached from here, which need not be the address that it gives to people."""

    def __init__(
        self, topology: Topology, urls: Mapping[str, str], transport: Transport, control_token: str = ""
    ) -> None:
        self.topology = topology
        self._urls = dict(urls)
        self._transport = transport
        self._control_token = control_token
        self._places: dict[str, Place] = {}

    def wait(self, seconds: float) -> None:
        """Until all of them answer with their manifests; NotUpInTime when that takes longer."""
        deadline = time.monotonic() + seconds
        missing, reason = dict(self._urls), ""
        while True:
            for name in list(missing):
                try:
                    self._places[name] = self._look_at(name)
                    del missing[name]
                except (RemoteError, Unreadable) as problem:
                    reason = str(problem)
            if not missing:
                return
            if time.monotonic() > deadline:
                names = ", ".join(f"{name} at {url}" for name, url in missing.items())
                raise NotUpInTime(names=names, seconds=seconds, reason=reason)
            time.sleep(BETWEEN)

    def place(self, name: str) -> Place:
        if name not in self._places:
            self._places[name] = self._look_at(name)
        return self._places[name]

    def _look_at(self, name: str) -> Place:
        headers = (("Accept", "application/json"), ("User-Agent", HEALTH_CHECK))
        reply = self._transport.send(OutgoingRequest("GET", self._urls[name] + MANIFEST, headers, timeout=5.0))
        if reply.status != 200:
            raise Unreadable(f"{self._urls[name]} answers {reply.status} instead of its manifest.")
        try:
            manifest = read_manifest(reply.json())
        except ValueError:
            raise Unreadable(f"{self._urls[name]} does not answer with a manifest.") from None
        front = "" if manifest.url == self._urls[name] else self._urls[name]
        return Place(name, self.topology.products[name].kind, manifest.name, manifest.url, manifest.id, front)

    def administrator(self, product: str, username: str | None = None) -> Administrator:
        """As the topology describes that person; without a name the first system administrator."""
        place, entry = self.place(product), self.topology.products[product]
        meant = Audience.of(entry.system_administrators)
        people = [user for user in users_of(self.topology.userbases[entry.userbase]) if meant.includes(user)]
        person = next(user for user in people if username in (None, user.name))
        reached = Place(place.name, place.kind, place.title, self._urls[product], place.application_id)
        return Administrator(reached, self._transport, person.name, person.password)

    def rewrite_end(self, product: str, remote: str, **changes: Any) -> None:
        if not self._control_token:
            raise ControlNeeded(product=product, remote=remote)
        control = Control(self._transport, origin_of(self._urls[product]), self._control_token)
        control.rewrite_link(self.place(remote).application_id, **changes)
