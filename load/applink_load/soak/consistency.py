"""Whether both ends of every link say the same, over REST and in the products' records, once all is quiet."""

from collections.abc import Mapping
from typing import Any

from applink_simulator.topology.running import RunningTopology
from applink_simulator.topology.visitor import LEVELS

LEVEL_OF_RECORD = dict(zip(("disabled", "three_legged_only", "oauth", "impersonation"), LEVELS.values(), strict=True))
Statuses = Mapping[tuple[str, str], Any]


def statuses(running: RunningTopology) -> dict[tuple[str, str], Any]:
    """By product and remote: what is wrong with that end by its own account; None is connected."""
    found = {}
    for name in running.controls:
        for remote, _ in _ends(running, name):
            status = running.administrator(name).status(running.place(remote))
            error = status.get("error", {}).get("type")
            found[name, remote] = None if status["working"] else error or "not working, without a reason"
    return found


def inconsistencies(running: RunningTopology, before: Statuses) -> list[str]:
    """In sentences; ``before`` is what the links that nobody has touched said of themselves at first."""
    found = []
    ends = {name: dict(_ends(running, name)) for name in running.controls}
    for name, records in ends.items():
        administrator = running.administrator(name)
        shown = {link["id"]: link for link in administrator.links()}
        for record in running.control(name).links():
            link = shown.pop(record["application_id"], None)
            if link is None:
                found.append(f"{name} holds a record of {record['name']} that its list of links does not show")
            elif (link["rpcUrl"], link["name"]) != (record["rpc_url"], record["name"]):
                found.append(f"{name} shows {link['name']} at {link['rpcUrl']}, its record says {record}")
        found += [f"{name} shows a link to {link['name']} of which there is no record" for link in shown.values()]
        for remote, record in records.items():
            if name not in ends[remote]:
                found.append(f"{name} is linked to {remote}, which has no link back")
                continue
            levels = administrator.levels(running.place(remote))
            for direction in ("outgoing", "incoming"):
                recorded = LEVEL_OF_RECORD[record[direction] or "disabled"]
                if levels[direction] != recorded:
                    found.append(f"{name} says {direction} {levels[direction]} for {remote}, its record {recorded}")
            taken = ends[remote][name]["incoming"] or "disabled"
            if record["outgoing"] != taken:
                found.append(f"{name} sends {record['outgoing']} to {remote}, which takes {taken}")
    now = statuses(running)
    found += [
        f"{name} said {was or 'connected'} of {remote} at first and says {now.get((name, remote), 'nothing')} now"
        for (name, remote), was in before.items()
        if now.get((name, remote), "nothing") != was
    ]
    return found


def _ends(running: RunningTopology, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Those to products of the topology: programs have links too, and no other end."""
    ids = {place.application_id: place.name for place in running.places}
    records = running.control(name).links()
    return [(ids[each["application_id"]], each) for each in records if each["application_id"] in ids]
