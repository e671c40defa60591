"""The container engine, by way of its SDK: imported only by those who want containers."""

import os
from typing import TYPE_CHECKING

from applink_simulator.domain.errors import ApplinkError

if TYPE_CHECKING:
    from docker import DockerClient


class NoEngine(ApplinkError):
    message = "No container engine answers{where}: {reason}. Start Docker, or say with DOCKER_HOST where it listens."


class NoEngineSdk(ApplinkError):
    message = 'The SDK for container engines is not installed: pip install "applink-simulator[docker]".'


def engine() -> "DockerClient":
    """NoEngine when none answers; the caller closes it."""
    try:
        import docker
    except ImportError:
        raise NoEngineSdk from None
    where = f" at {os.environ['DOCKER_HOST']}" if os.environ.get("DOCKER_HOST") else ""
    client = None
    try:
        client = docker.from_env()
        client.ping()
    except (docker.errors.DockerException, OSError, ValueError) as problem:
        if client is not None:
            client.close()
        raise NoEngine(where=where, reason=_last_words(problem)) from None
    return client


def _last_words(problem: BaseException) -> str:
    """The SDK wraps what happened in several exceptions, each of which says it again."""
    while (inner := problem.__cause__ or problem.__context__) is not None:
        problem = inner
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
