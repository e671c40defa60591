"""What products and generator have to be given, as files, for the one to know the other when they run elsewhere."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import yaml

from applink_load.plan import Readers, readers_of
from applink_simulator.authentication.keys import KeyPair, read_private_key
from applink_simulator.domain.errors import ApplinkError, Unreadable
from applink_simulator.topology.load import Topology

TOPOLOGY = "topology.yaml"
KEY = "load.pem"


class KeyNotUsable(ApplinkError):
    message = "{file} is no key for the generator: {reason} Move it away, and a new one is made."


@dataclass(frozen=True)
class Prepared:
    readers: Readers
    topology: Topology
    """In which Jira knows the generator, and Confluence is linked as the profile wants."""
    folder: Path

    @property
    def topology_file(self) -> Path:
        return self.folder / TOPOLOGY

    @property
    def key_file(self) -> Path:
        return self.folder / KEY


def prepare(topology: Topology, profile: str, folder: Path) -> Prepared:
    """NotForLoad; KeyNotUsable. A key that is there stays, for products that remember it."""
    readers = readers_of(topology)
    readers.require_for(profile)
    folder.mkdir(parents=True, exist_ok=True)
    prepared = Prepared(readers, readers.client_for(profile, _key(folder / KEY)), folder)
    document = json.loads(
        prepared.topology.model_dump_json(by_alias=True, exclude={"warnings"}, exclude_defaults=True)
    )
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    prepared.topology_file.write_text(text, encoding="utf-8")
    return prepared


def _key(file: Path) -> KeyPair:
    try:
        return read_private_key(file.read_text(encoding="ascii", errors="replace"))
    except FileNotFoundError:
        pass
    except Unreadable as problem:
        raise KeyNotUsable(file=file, reason=problem) from None
    key = KeyPair.generate()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
        made.write(key.private_pem())
    return key
