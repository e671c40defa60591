"""Keeps secrets out of what people are shown: by the name they travel under, and by their value elsewhere."""

import base64
import contextlib
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote_plus

from applink_simulator.domain.messages import Headers

MASK = "•••"
SHORTEST_KNOWN = 6
"""Characters; a shorter value would turn up by chance."""

_NAME = (
    r"(?:[\w.\-]*?(?:password|passwd|pwd|passphrase|secret|token|verifier|signature|private_?key|session_?handle|"
    r"session_?id|assertion)\d?|jsessionid[\w.\-]*)"
)
_secret_name = re.compile(_NAME, re.IGNORECASE).fullmatch
_HARMLESS = {"no-check", "nocheck", "true", "false", "null", "none", MASK}

_START = r"(?<![\w.\-])"
_AFTER_ESCAPE = r"(?:(?<![\w.\-])|(?<=%[0-9A-F][0-9A-F]))"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?P<before>-----BEGIN [A-Z ]*PRIVATE KEY-----)(?P<value>.*?)(?P<after>-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        # JSON and Python, also as text within JSON
        rf"""(?P<before>["']{_NAME}\\{{0,3}}["']\s*:\s*b?\\{{0,3}}")(?P<value>(?:[^"\\]|\\[^"])+)""",
        rf"""(?P<before>["']{_NAME}\\{{0,3}}["']\s*:\s*b?')(?P<value>(?:[^'\\]|\\.)+)""",
        rf"""(?P<before>["']{_NAME}\\{{0,3}}["']\s*:\s*)(?P<value>\d+)""",
        # forms, queries, headers, keyword arguments, attributes
        rf"""(?P<before>{_START}{_NAME}\s*={{1,2}}+\s*b?")(?P<value>[^"]+)""",
        rf"""(?P<before>{_START}{_NAME}\s*={{1,2}}+\s*b?')(?P<value>[^']+)""",
        rf"""(?P<before>{_START}{_NAME}\s*={{1,2}}+\s*)(?P<value>[^&\s"'<>;,)]+)""",
        r"""(?P<before>[?&]code=)(?P<value>[^&\s"'<>#]+)""",
        # a query within a query
        rf"""(?P<before>{_AFTER_ESCAPE}{_NAME}%(?:25)*3D)(?P<value>(?:(?!%(?:25)*26)[^&\s"'<>])+)""",
        # XML
        rf"""(?P<before><(?:\w+:)?{_NAME}(?:\s[^<>]*)?>)(?P<value>[^<>]+)""",
        # URLs, and headers in running text
        r"""(?P<before>://[^/\s:@"'<>]*:)(?P<value>[^/\s@"'<>]+)(?P<after>@)""",
        r"""(?P<before>authorization["']?\s*[:,=]\s*["']?(?!oauth\b)\w+\s+)(?P<value>[^\s"',]+)""",
        r"""(?P<before>cookie["']?\s*[:,]\s*["']?)(?P<value>[^\r\n"']+)""",
    )
]
_input = re.compile(r"<(?:input|meta)\b[^<>]*>", re.IGNORECASE)
_input_name = re.compile(r"""\b(?:name|id|type)\s*=\s*["']?([^\s"'<>]+)""", re.IGNORECASE)
_input_value = re.compile(r"""(?P<before>\b(?:value|content)\s*=\s*)(?P<value>"[^"]*"|'[^']*'|[^\s"'<>]+)""", re.I)


def is_secret_name(name: str) -> bool:
    return _secret_name(name) is not None


class Masking:
    """Remembers the secrets it has met, so that it knows them again under no name at all.

    ``public`` are names that stay, even where somebody's password is the same word.
    """

    def __init__(self, public: Iterable[str] = ()) -> None:
        self._public = {word.lower() for word in public}
        self._known: set[str] = set()
        self._knows_again: re.Pattern[str] | None = None

    def text(self, text: str) -> str:
        for pattern in _PATTERNS:
            text = pattern.sub(self._hidden, text)
        text = _input.sub(self._hidden_in_input, text)
        return self._without_known(text)

    def value(self, name: str, value: str) -> str:
        """What stands beside that name."""
        if is_secret_name(name) and value and value.lower() not in _HARMLESS:
            self._learn(value)
            return MASK
        return self.text(value)

    def headers(self, headers: Headers) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.header(name, value)) for name, value in headers)

    def header(self, name: str, value: str) -> str:
        match name.lower():
            case "authorization" | "proxy-authorization":
                return self._authorization(value)
            case "cookie":
                return "; ".join(self._cookie(pair) for pair in value.split(";"))
            case "set-cookie":
                pair, semicolon, attributes = value.partition(";")
                return self._cookie(pair) + semicolon + attributes
        return self.value(name, value)

    def _authorization(self, value: str) -> str:
        scheme, space, rest = value.partition(" ")
        if scheme.lower() == "oauth":
            return self.text(value)
        if scheme.lower() == "basic":
            with contextlib.suppress(ValueError):
                self._learn(base64.b64decode(rest).decode("utf-8", "replace").partition(":")[2])
        self._learn(rest)
        return f"{scheme} {MASK}" if space else MASK

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.strip().partition("=")
        self._learn(value)
        return f"{name}={MASK}" if equals and value else f"{name}{equals}"

    def _hidden(self, match: re.Match[str]) -> str:
        value = match["value"]
        if value.lower() in _HARMLESS:
            return match[0]
        self._learn(value)
        return match["before"] + MASK + (match.groupdict().get("after") or "")

    def _hidden_in_input(self, tag: re.Match[str]) -> str:
        if any(is_secret_name(name) for name in _input_name.findall(tag[0])):
            return _input_value.sub(self._hidden_attribute, tag[0])
        return tag[0]

    def _hidden_attribute(self, match: re.Match[str]) -> str:
        value = match["value"].strip("\"'")
        self._learn(value)
        return f'{match["before"]}"{MASK if value else ""}"'

    def _learn(self, value: str) -> None:
        plain = html.unescape(unquote_plus(value))
        for secret in {value, unquote_plus(value), plain}:
            if len(secret) >= SHORTEST_KNOWN and secret.lower() not in self._public | _HARMLESS:
                spellings = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret)}
                spellings |= {quote(quote(secret, safe=""), safe=""), json.dumps(secret)[1:-1]}
                if not spellings <= self._known:
                    self._known |= spellings
                    self._knows_again = None

    def _without_known(self, text: str) -> str:
        if not self._known:
            return text
        if self._knows_again is None:
            longest_first = sorted(self._known, key=len, reverse=True)
            self._knows_again = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
        return self._knows_again.sub(MASK, text)
