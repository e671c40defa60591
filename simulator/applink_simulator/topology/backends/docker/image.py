"""Which image the containers run: the one that is named, or that of this code, built where it is not there."""

import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import applink_simulator
from applink_simulator import __version__
from applink_simulator.domain.errors import ApplinkError
from applink_simulator.image.build import BASE_IMAGE, TAG, build
from applink_simulator.topology.backends.docker.run import asking

if TYPE_CHECKING:
    from docker import DockerClient

CODE = "applinks.code"
"""Label: of which code an image was made."""
CHOICE = "APPLINKS_IMAGE"
"""Environment: which image to use, whatever it was made of."""
_PARTS = (".py", ".html", ".css", ".js", ".json", ".yaml", ".png", ".svg")


class ImageMissing(ApplinkError):
    message = (
        "There is no image {image}: build it with `applinks image build --tag {image}`, or leave out "
        "--applinks-image and APPLINKS_IMAGE, so that the image of this version is built and used."
    )


def image_for(client: "DockerClient", say: Callable[[str], None] | None = None) -> str:
    """By its name; builds that of this code unless another is chosen, which takes about a minute."""
    import docker.errors

    chosen = os.environ.get(CHOICE, "")
    if chosen:
        with asking(f"look for the image {chosen}"):
            try:
                client.images.get(chosen)
            except docker.errors.ImageNotFound:
                raise ImageMissing(image=chosen) from None
        return chosen
    name = f"{TAG}:{__version__}"
    with _one_at_a_time():
        if not _is_of_this_code(client, name):
            tell = say or _on_standard_error
            tell(f"The image {name} of this code is not there: it is built now, which takes a minute.")
            build(
                client,
                base_image=os.environ.get("BASE_IMAGE") or BASE_IMAGE,
                tag=name,
                labels={CODE: code()},
                say=tell,
            )
    return name


@cache
def code() -> str:
    """A fingerprint of the code that runs here."""
    folder = Path(applink_simulator.__file__).parent
    said = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _PARTS and path.is_file():
            said.update(f"{path.relative_to(folder)}\n".encode())
            said.update(path.read_bytes())
    return said.hexdigest()[:32]


def _is_of_this_code(client: "DockerClient", name: str) -> bool:
    import docker.errors

    with asking(f"look for the image {name}"):
        try:
            image: Any = client.images.get(name)
        except docker.errors.ImageNotFound:
            return False
    return bool(image.labels.get(CODE) == code())


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Processes that run tests beside each other all want the image, and one of them builds it."""
    path = Path(tempfile.gettempdir()) / f"applinks-image-{os.getuid()}.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _on_standard_error(line: str) -> None:
    # pytest captures what is written to sys.stderr, and shows it only when something fails.
    print(line, file=sys.__stderr__, flush=True)
