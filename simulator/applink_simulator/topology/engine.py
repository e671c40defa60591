"""The container engine, by way of its SDK: imported only by those who want containers."""

import os
import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING

from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from docker import DockerClient


class NoEngine(ApplinkError):
    message = "No container engine answers{where}: {reason}. Start Docker, or say with DOCKER_HOST where it listens."


class EngineTooOld(ApplinkError):
    message = (
        "The container engine{where} is too old: it speaks version {version} of its API, and {least} is needed, "
        "which Docker has since 20.10. Install a newer one, or say with DOCKER_HOST where one listens."
    )


class NoEngineSdk(ApplinkError):
    message = 'The SDK for container engines is not installed: pip install "applink-simulator[docker]".'


LEAST = (1, 41)
"""The version of the API that this is tested with."""


def engine() -> "DockerClient":
    """NoEngine when none answers, EngineTooOld for an old one; the caller closes it."""
    try:
        import docker
    except ImportError:
        raise NoEngineSdk from None
    where = f" at {os.environ['DOCKER_HOST']}" if os.environ.get("DOCKER_HOST") else ""
    try:
        _require_somebody_listens()
        # With a version given it asks for none: else it would refuse an old engine in words of its own.
        client = docker.from_env(version=_dotted(LEAST))
        try:
            spoken = tuple(map(int, client.version(api_version=False)["ApiVersion"].split(".")))
        except BaseException:
            client.close()
            raise
    except (docker.errors.DockerException, OSError, ValueError) as problem:
        raise NoEngine(where=where, reason=_last_words(problem)) from None
    except (AttributeError, KeyError, TypeError):
        raise NoEngine(where=where, reason="what answers is no container engine") from None
    if spoken < LEAST:
        client.close()
        raise EngineTooOld(where=where, version=_dotted(spoken), least=_dotted(LEAST))
    return client


def _dotted(version: Iterable[int]) -> str:
    return ".".join(map(str, version))


def _last_words(problem: BaseException) -> str:
    """The SDK wraps what happened in several exceptions, each of which says it again."""
    while (inner := problem.__cause__ or problem.__context__) is not None:
        problem = inner
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__


def _require_somebody_listens() -> None:
    """OSError where nobody does: the SDK would leave its socket open then."""
    host = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    if host.startswith("unix://"):
        with socket.socket(socket.AF_UNIX) as tried:
            tried.connect(host.removeprefix("unix://"))
