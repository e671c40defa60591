"""The manifests of docs/kubernetes, without a cluster: by Kubernetes' own schemas, and by what our commands take."""

import copy
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import click
import kubernetes_validate
import pytest

from applink_load.offered import REQUESTS
from applink_load.plan import readers_of
from applink_load.verdict.thresholds import require_known, threshold
from applink_simulator.cli import main
from applink_simulator.topology.compose import IMAGE, LOAD_IMAGE
from applink_simulator.topology.load import Topology, read_topology

from .manifests import FOLDER, Document, Manifests, plain_environment

VERSIONS = ("1.29", kubernetes_validate.latest_version())
MANIFESTS = Manifests.read()
PRODUCTS = ("jira", "confluence")


def told(document: Document) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


@pytest.mark.parametrize("document", MANIFESTS.documents, ids=told)
@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_each_manifest(document: Document, version: str):
    kubernetes_validate.validate(document, version, strict=True)


def misspelt(document: Document) -> None:
    document["spec"]["replcas"] = document["spec"].pop("replicas")


def in_the_wrong_place(document: Document) -> None:
    pod = document["spec"]["template"]["spec"]
    pod["readOnlyRootFilesystem"] = pod["containers"][0]["securityContext"].pop("readOnlyRootFilesystem")


def of_the_wrong_type(document: Document) -> None:
    document["spec"]["template"]["spec"]["containers"][0]["env"][0]["value"] = 8080


def without_what_is_needed(document: Document) -> None:
    del document["spec"]["selector"]


@pytest.mark.parametrize("wrong", [misspelt, in_the_wrong_place, of_the_wrong_type, without_what_is_needed])
def test_a_manifest_with_a_mistake_is_refused(wrong: Any):
    """Control: that one without it is taken, as all of them are."""
    document = copy.deepcopy(MANIFESTS.the("Deployment", "jira"))
    kubernetes_validate.validate(document, VERSIONS[-1], strict=True)
    wrong(document)
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, VERSIONS[-1], strict=True)


@pytest.mark.parametrize(("name", "container"), list(MANIFESTS.ours().items()))
def test_the_images_take_what_their_containers_are_told(name: str, container: Document):
    assert container["image"] == (LOAD_IMAGE if container["args"][0] == "load" else IMAGE)
    command = main.get_command(click.Context(main), container["args"][0])
    assert command is not None
    read(command, container["args"][1:])
    known = {each.envvar for each in command.params}
    for variable, value in plain_environment(container).items():
        if variable.startswith("APPLINKS_"):
            assert variable in known
            (param,) = (each for each in command.params if each.envvar == variable)
            param.type_cast_value(click.Context(command), value)


def test_an_option_that_there_is_not_is_noticed():
    """Control of the above, which would carry a worker out if it did more than read."""
    links = main.get_command(click.Context(main), "links")
    assert links is not None
    args = MANIFESTS.containers()["links"]["args"][1:]
    assert read(links, args)["wait"] == 120
    with pytest.raises(click.NoSuchOption):
        read(links, [*args, "--wiat", "3"])


def read(command: click.Command, args: list[str]) -> Mapping[str, Any]:
    """What a command understands, without carrying anything out."""
    context = click.Context(command)
    values, rest, params = command.make_parser(context).parse_args(list(args))
    assert not rest
    # An argument that is missing is among them, without anything that one could type.
    given = {str(each.name): each for each in params if isinstance(values[str(each.name)], str | list | tuple)}
    return {name: param.type_cast_value(context, values[name]) for name, param in given.items()}


@pytest.fixture(scope="module")
def topology() -> Topology:
    return read_topology(MANIFESTS.topology_text)


@pytest.fixture(scope="module")
def load() -> Mapping[str, Any]:
    command = main.get_command(click.Context(main), "load")
    assert command is not None
    return read(command, MANIFESTS.containers()["load-master"]["args"][1:])


def test_the_topology_loads_has_these_products_and_is_one_for_load(topology: Topology):
    assert not topology.warnings
    assert tuple(topology.products) == PRODUCTS
    readers_of(topology).require_for("proxied")
    assert [(link.from_, link.to) for link in topology.links] == [("confluence", "jira")]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_product_is_found_where_it_says_that_it_is(product: str, topology: Topology, load: Mapping[str, Any]):
    (service,) = (each for each in MANIFESTS.all("Service") if each["metadata"]["name"] == product)
    deployment = MANIFESTS.the("Deployment", product)
    container = MANIFESTS.containers()[product]
    environment = plain_environment(container)
    url = urlsplit(environment["APPLINKS_BASE_URL"])
    (outside,), (inside,) = service["spec"]["ports"], container["ports"]
    assert (url.hostname, url.port, url.path) == (product, outside["port"], topology.products[product].context_path)
    assert outside["targetPort"] == inside["name"]
    assert environment["APPLINKS_PORT"] == str(inside["containerPort"])
    assert environment["APPLINKS_PRODUCT"] == product
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    assert deployment["spec"]["replicas"] >= 2
    assert f"{product}={url.geturl()}" in MANIFESTS.containers()["links"]["args"]
    assert load["target" if product == "jira" else "through"] == url.geturl()
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["exec"]["command"] == ["applinks", "health"]


def test_workers_find_their_master_and_nobody_else_does(load: Mapping[str, Any]):
    worker = MANIFESTS.the("Deployment", "load-worker")
    service = MANIFESTS.the("Service", "load-master")
    policy = MANIFESTS.the("NetworkPolicy", "load-master")["spec"]
    job = MANIFESTS.the("Job", "load-master")["spec"]
    host, _, port = worker["spec"]["template"]["spec"]["containers"][0]["args"][-1].partition(":")
    assert host == service["metadata"]["name"]
    assert load["master"] == f"0.0.0.0:{port}"
    assert load["workers"] == worker["spec"]["replicas"]
    assert {service["spec"]["ports"][0]["port"], policy["ingress"][0]["ports"][0]["port"]} == {int(port)}
    labels = job["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == policy["podSelector"]["matchLabels"] == labels
    (peer,) = policy["ingress"][0]["from"]
    assert peer["podSelector"]["matchLabels"] == worker["spec"]["selector"]["matchLabels"]
    require_known([threshold(each) for each in load["fail_if"]], REQUESTS[load["profile"]])
    assert (job["backoffLimit"], job["template"]["spec"]["restartPolicy"]) == (0, "Never")


@pytest.mark.parametrize(("name", "pod"), list(MANIFESTS.pods()))
def test_nobody_has_more_rights_than_needed(name: str, pod: Document):
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


def test_what_containers_want_to_mount_and_to_read_is_there_or_told_how_to_make():
    page = (FOLDER.parent / "kubernetes.md").read_text()
    made = dict(re.findall(r"create secret generic (\S+).*?--from-literal=(\w+)=", page, re.DOTALL))
    there = {(each["kind"], each["metadata"]["name"]) for each in MANIFESTS.documents}
    for _, pod in MANIFESTS.pods():
        for volume in pod.get("volumes", ()):
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in there
            elif "persistentVolumeClaim" in volume:
                assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in there
        for variable in pod["containers"][0].get("env", ()):
            if key := variable.get("valueFrom", {}).get("secretKeyRef"):
                assert made[key["name"]] == key["key"]
    assert not MANIFESTS.all("Secret"), "no password is written down"


def test_the_page_names_every_file_and_no_other():
    page = (FOLDER.parent / "kubernetes.md").read_text()
    assert set(re.findall(r"[-\w]+\.yaml", page)) - {"ours.yaml"} == {each.name for each in FOLDER.glob("*.yaml")}
