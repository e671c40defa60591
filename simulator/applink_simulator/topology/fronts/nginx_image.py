"""An image with nginx, and what a container of it needs; also where no registry is reached."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from docker import DockerClient
    from docker.models.containers import Container

FOLDER = "/front"
"""Where a container of the image expects its files, and may write."""
NOBODY = 65534
OFFICIAL = "nginx:stable"
TAG = "applink-simulator-nginx:local"
PROGRAM = "/usr/sbin/nginx"
_DOCKERFILE = Path(__file__).with_name("nginx.Dockerfile")
_MADE_OF = "org.applinks.nginx.made-of"
_PATIENCE = 300


class NginxImageFailed(ApplinkError):
    message = "The image with nginx could not be made from {base_image}: {reason}"


def build_nginx_image(client: "DockerClient", base_image: str = OFFICIAL, tag: str = TAG) -> str:
    """The tag; what was built before from the same base is taken as it is.

    A Debian base without nginx gets it from the Debian that this runs on, which has to be of the same release.
    """
    from docker.errors import BuildError, DockerException, ImageNotFound

    try:
        try:
            base = client.images.get(base_image)
        except ImageNotFound:
            base = client.images.pull(base_image)
        made_of = f"{base.id} {sha256(_DOCKERFILE.read_bytes()).hexdigest()}"
        try:
            if client.images.get(tag).labels.get(_MADE_OF) == made_of:
                return tag
        except ImageNotFound:
            pass
        context = _context(_packages(client, base_image))
        client.images.build(
            fileobj=io.BytesIO(context),
            custom_context=True,
            buildargs={"BASE_IMAGE": base_image},
            labels={_MADE_OF: made_of},
            tag=tag,
            rm=True,
            forcerm=True,
            network_mode="none",
        )
    except BuildError as problem:
        said = "".join(str(line.get("stream", "")) for line in problem.build_log if isinstance(line, dict))
        raise NginxImageFailed(base_image=base_image, reason=f"{problem}\n{said[-2000:]}") from None
    except DockerException as problem:
        raise NginxImageFailed(base_image=base_image, reason=problem) from None
    return tag


def put_files(container: "Container", files: Mapping[str, bytes]) -> None:
    """Into a container that was created and does not run yet, for nginx alone to read."""
    container.put_archive(FOLDER, _tar(files, mode=0o600))


def _context(packages: Mapping[str, bytes]) -> bytes:
    files = {f"packages/{name}": content for name, content in packages.items()}
    # A folder that is empty would not be there.
    return _tar({"Dockerfile": _DOCKERFILE.read_bytes(), "packages/.keep": b"", **files}, mode=0o644)


def _tar(files: Mapping[str, bytes], mode: int) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.uid, entry.gid = len(content), mode, NOBODY, NOBODY
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _packages(client: "DockerClient", base_image: str) -> dict[str, bytes]:
    """Debian's packages that the base lacks for nginx, by their files' names."""
    # Created and never started: only its files are looked at.
    container = client.containers.create(base_image, ["true"], labels={"applinks": "probe"}, network_disabled=True)
    try:
        if _file(container, PROGRAM) is not None:
            return {}
        status = _file(container, "/var/lib/dpkg/status")
        release = _file(container, "/usr/lib/os-release")
    finally:
        container.remove(force=True)
    if status is None or release is None:
        raise NginxImageFailed(base_image=base_image, reason="it has neither nginx nor Debian's packages")
    ours = _release(Path("/etc/os-release").read_bytes())
    if _release(release) != ours:
        reason = f"it is {_release(release)} and this machine is {ours}, so this one's packages do not fit"
        raise NginxImageFailed(base_image=base_image, reason=reason)
    return _downloaded(base_image, status)


def _release(os_release: bytes) -> str:
    said = dict(line.partition("=")[::2] for line in os_release.decode().splitlines())
    return f"{said.get('ID', '?')} {said.get('VERSION_CODENAME', '?')}".replace('"', "")


def _downloaded(base_image: str, status: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="applinks-nginx-") as name:
        folder = Path(name)
        (folder / "status").write_bytes(status)
        (folder / "archives" / "partial").mkdir(parents=True)
        # apt finds out what is missing there: it takes the base for this machine, and installs nothing.
        options = {
            "Dir::State::status": folder / "status",
            "Dir::State::extended_states": folder / "extended_states",
            "Dir::Cache::archives": folder / "archives",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "APT::Sandbox::User": "root",
            "Debug::NoLocking": "1",
        }
        command = ["apt-get", "--yes", "--quiet", "--download-only", "--no-install-recommends"]
        command += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        try:
            done = subprocess.run(  # noqa: S603 (nothing in it comes from outside)
                [*command, "install", "nginx"], capture_output=True, text=True, timeout=_PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise NginxImageFailed(
                base_image=base_image, reason=f"its packages cannot be fetched: {problem}"
            ) from None
        if done.returncode:
            reason = f"its packages cannot be fetched; does apt-get update help?\n{done.stderr.strip()[-2000:]}"
            raise NginxImageFailed(base_image=base_image, reason=reason)
        return {path.name: path.read_bytes() for path in (folder / "archives").glob("*.deb")}


def _file(container: "Container", path: str) -> bytes | None:
    """None where there is none."""
    from docker.errors import NotFound

    try:
        parts, _ = container.get_archive(path)
    except NotFound:
        return None
    with tarfile.open(fileobj=io.BytesIO(b"".join(parts))) as archive:
        members = archive.getmembers()
        content = archive.extractfile(members[0]) if members and members[0].isfile() else None
        return content.read() if content else None
