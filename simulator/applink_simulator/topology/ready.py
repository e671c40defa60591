"""What somebody needs to use products that run: addresses, administrators, people, links."""

from typing import Any

from applink_simulator.topology.people import rights_of, users_of
from applink_simulator.topology.running import RunningTopology


def ready_document(running: RunningTopology, *, controlled: bool) -> dict[str, Any]:
    """What a client needs to use the products: addresses, administrators, people, links; never the control token.

    Where the products are controlled is told to those who have the token.
    """
    products: dict[str, Any] = {}
    links = []
    for place in running.places:
        entry = running.topology.products[place.name]
        rights = rights_of(entry)
        people = users_of(running.topology.userbases[entry.userbase])
        products[place.name] = {
            "kind": place.kind,
            "url": place.url,
            "application_id": place.application_id,
            "administrators": [_account(user) for user in people if rights.is_administrator(user)],
            "users": [_account(user) for user in people],
        }
        if controlled:
            products[place.name]["control"] = running.control(place.name).url
        links += [
            {"at": place.name, "to": end["name"], "application_id": end["application_id"], "url": end["rpc_url"]}
            for end in running.control(place.name).links()
        ]
    return {"products": products, "links": links}


def _account(user: Any) -> dict[str, Any]:
    return {"username": user.name, "password": user.password, "active": user.active}


def print_places(ready: dict[str, Any]) -> None:
    """The same for people."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    names = {product["application_id"]: name for name, product in ready["products"].items()}
    for name, product in ready["products"].items():
        console.print(Text.assemble((name, "bold"), f"  {product['url']}"))
        for account in product["administrators"]:
            console.print(f"    administrator {account['username']}, password {account['password']}", style="dim")
        if "control" in product:
            console.print(f"    controlled at {product['control']}", style="dim")
        for link in ready["links"]:
            if link["at"] == name:
                console.print(f"    linked to {names.get(link['application_id'], link['to'])}", style="dim")
