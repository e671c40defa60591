"""Host names in a run, and the table of them that each machine has for itself."""

import re
from collections.abc import Iterable, Mapping

LONGEST = 40
"""Characters: a label of a host name has 63 at most, and a number may follow."""

HOSTS = "/etc/hosts"
RESOLVER = "/etc/resolv.conf"
NOBODY_ELSE = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"
"""Where nobody listens: a name that is not in the table is unknown at once, and nothing is asked outside."""
_OF_EVERY_MACHINE = "127.0.0.1\tlocalhost\n::1\tlocalhost\n"


def host_name(product: str) -> str:
    """Of what a topology calls a product, something that may be a host's name."""
    safe = re.sub(r"[^a-z0-9]+", "-", product.lower()).strip("-")[:LONGEST].rstrip("-")
    return safe if safe and safe != "localhost" else f"product-{safe}".rstrip("-")


def host_names(products: Iterable[str]) -> dict[str, str]:
    """By product; no two have the same."""
    names: dict[str, str] = {}
    for product in products:
        wanted = name = host_name(product)
        count = 2
        while name in names.values():
            name, count = f"{wanted}-{count}", count + 1
        names[product] = name
    return names


def hosts_file(addresses: Mapping[str, str]) -> str:
    """From address by name."""
    return _OF_EVERY_MACHINE + "".join(f"{address}\t{name}\n" for name, address in addresses.items())
