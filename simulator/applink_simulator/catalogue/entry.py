"""What an entry of the fault catalogue has to say."""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from applink_simulator.domain.messages import Reply
from applink_simulator.topology.running import RunningTopology


@dataclass(frozen=True)
class Said:
    """How a scenario says that the fault is there."""

    pattern: str
    """Of the language, after Given or When; see ``applink_steps.phrase``."""
    example: str
    """A line that the pattern reads."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What ``provoke`` is told besides what the placeholders hold."""
    gives: str | None = None
    """Under which name later steps find what ``provoke`` returns, such as ``answer``."""


class Entry(ABC):
    """The class's docstring is the cause, in one sentence; the module's is what people see."""

    id: ClassVar[str]
    """In the catalogue, such as ``F-26``."""
    rank: ClassVar[int | None] = None
    """How often it is met: 1 is the most often; None is rarer than the first forty."""
    phrases: ClassVar[tuple["Said", ...]]
    served: ClassVar[str]
    """By what means it happens to products of this process: the nearest there are."""
    docker: ClassVar[str] = ""
    """By what means in containers, where these are others."""
    needs: ClassVar[frozenset[str]] = frozenset()
    """Such as ``sockets``: what the backend must have."""

    @classmethod
    def cause(cls) -> str:
        return (inspect.getdoc(cls) or "").strip()

    @classmethod
    def symptom(cls) -> str:
        return (inspect.getdoc(inspect.getmodule(cls)) or "").strip()

    @abstractmethod
    def provoke(self, running: RunningTopology, **named: Any) -> Reply | None:
        """From now on until a reset; what was answered, if the fault is in asking."""

    def means(self, backend: str) -> str:
        return self.docker or self.served if backend == "docker" else self.served
