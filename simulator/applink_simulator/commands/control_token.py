"""The token of the control surface, given by environment, in a file, or as an option."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def control_token_options(command: Callable[..., Any]) -> Callable[..., Any]:
    by_file = click.option(
        "--control-token-file",
        envvar="APPLINKS_CONTROL_TOKEN_FILE",
        show_envvar=True,
        type=click.Path(path_type=Path),
        help="A file that holds that token, such as a secret of the container engine.",
    )
    by_value = click.option(
        "--control-token",
        envvar="APPLINKS_CONTROL_TOKEN",
        show_envvar=True,
        default="",
        help="Opens the control surface, to whoever has it. Better given by environment or in a file.",
    )
    return by_value(by_file(command))


def read_control_token(token: str, file: Path | None) -> str:
    """Empty when none is given; a usage error when it is given twice, or in a file that has none."""
    if file is None:
        return token
    if token:
        raise click.UsageError(
            "The control token is given twice: APPLINKS_CONTROL_TOKEN and APPLINKS_CONTROL_TOKEN_FILE."
        )
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no text"
        raise click.UsageError(f"The control token cannot be read from {file}: {reason}.") from None
    if not token:
        raise click.UsageError(f"{file} is empty: it should hold the control token.")
    return token
