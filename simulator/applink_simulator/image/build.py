"""Builds the image by way of the engine, from a context that holds nothing but what goes into it."""

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from applink_simulator import __version__
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.image import parts, wheels

if TYPE_CHECKING:
    from docker import DockerClient

BASE_IMAGE = "python:3.13-slim"
TAG = "applink-simulator"
LOAD_TAG = "applink-simulator-load"
BASE_LABEL = "org.opencontainers.image.base.name"
PROBE = (
    "import json, platform, sys; print(json.dumps(['%d.%d' % sys.version_info[:2], platform.machine(), "
    "platform.libc_ver()[1] if platform.libc_ver()[0] == 'glibc' else '']))"
)


class BaseImageMissing(ApplinkError):
    message = (
        "The base image {image} is neither here nor can it be pulled: {reason}. Give another with --base-image or "
        "BASE_IMAGE."
    )


class BaseImageUnfit(ApplinkError):
    message = "The base image {image} has no python3 that runs: {reason}"


class BuildFailed(ApplinkError):
    message = "The image could not be built. The last that was said:\n{said}"


@dataclass(frozen=True, slots=True)
class Built:
    tag: str
    id: str
    size: int
    base_size: int
    layers: tuple[str, ...]
    """Digests, the base's included."""

    @property
    def above_base(self) -> int:
        return self.size - self.base_size


def build(
    client: "DockerClient",
    *,
    base_image: str = BASE_IMAGE,
    wheelhouse: Path | None = None,
    tag: str = TAG,
    load: bool = False,
    cached: bool = True,
    labels: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> Built:
    """``wheelhouse`` holds what is installed, the simulator's own wheel too unless it is to be made here.

    With ``load`` the image puts load on products, too.
    """
    base = _base(client, base_image, say)
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or parts.committed_at())
    with tempfile.TemporaryDirectory(prefix="applinks-image-") as folder:
        found = Path(folder)
        if wheelhouse is None:
            python = python_of(client, base_image)
            say(f"fetching wheels for Python {python.version} on {python.machine}")
            wheels.fetch(python, found, load=load)
        elif not wheelhouse.is_dir():
            raise wheels.NotAFolder(folder=wheelhouse)
        there = [*(wheelhouse.glob("*.whl") if wheelhouse else ()), *found.glob("*.whl")]
        if not any(path.match(wheels.OWN) for path in there):
            wheels.make_own(found, epoch)
            there = [*(wheelhouse.glob("*.whl") if wheelhouse else ()), *found.glob("*.whl")]
        context = _context(there, epoch)
    say(f"building on {base_image}")
    arguments = {
        "EXTRA": "load" if load else "",
        "BASE_IMAGE": base_image,
        "SOURCE_DATE_EPOCH": str(epoch),
        "VERSION": __version__,
        "REVISION": parts.revision(),
        "CREATED": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    _carry_out(
        client.api.build(
            fileobj=io.BytesIO(context),
            custom_context=True,
            dockerfile=f"{parts.FOLDER}/Dockerfile",
            buildargs=arguments,
            tag=tag,
            nocache=not cached,
            labels=dict(labels or {}),
            rm=True,
            forcerm=True,
            decode=True,
        )
    )
    image = client.images.get(tag)
    return Built(
        tag, str(image.id), int(image.attrs["Size"]), int(base.attrs["Size"]), tuple(image.attrs["RootFS"]["Layers"])
    )


def python_of(client: "DockerClient", base_image: str) -> wheels.BasePython:
    """Found out by running it."""
    from docker.errors import APIError, ContainerError

    try:
        said = client.containers.run(
            base_image, ["python3", "-c", PROBE], remove=True, network_disabled=True, labels={"applinks": "probe"}
        )
        version, machine, libc = json.loads(said)
    except (APIError, ContainerError, ValueError) as problem:
        raise BaseImageUnfit(image=base_image, reason=problem) from None
    return wheels.BasePython(version, machine, libc)


def _base(client: "DockerClient", name: str, say: Callable[[str], None]) -> Any:
    from docker.errors import APIError, ImageNotFound

    try:
        return client.images.get(name)
    except ImageNotFound:
        pass
    say(f"pulling {name}")
    try:
        client.images.pull(name)
        return client.images.get(name)
    except (APIError, ImageNotFound) as problem:
        raise BaseImageMissing(image=name, reason=getattr(problem, "explanation", None) or problem) from None


def _context(there: Iterable[Path], epoch: int) -> bytes:
    """A tar that is the same for the same files, so that the engine knows what it has built already."""
    files = {f"{parts.FOLDER}/{name}": parts.part(name) for name in parts.NAMES}
    files |= {f"wheels/{path.name}": path for path in there}
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in sorted(files):
            content = files[name].read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(content), epoch, 0o644
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def _carry_out(progress: Iterable[dict[str, Any]]) -> None:
    """BuildFailed with the end of what the build said."""
    said: list[str] = []
    for each in progress:
        if line := str(each.get("stream", "")).strip():
            said.append(line)
        if "error" in each:
            raise BuildFailed(said="\n".join([*said[-15:], str(each["error"])]))
