"""Values that stand in the environment: "$SMTP_URL" in the file is the environment's SMTP_URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from crawler.config.lines import KeyPath
from crawler.config.problems import Finding

# Names as POSIX asks of the environment; a dollar before anything else is a dollar.
_REFERENCE = re.compile(r"\$([A-Z][A-Z0-9_]*)")
# Where a secret, or an address that holds one, may stand. In a query or a regular expression a dollar is its own.
_SECRET_KEYS = frozenset({"smtp", "from", "to", "headers", "home", "feeds", "sitemaps", "url", "contact", "password"})


def with_secrets(document: dict[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, Any], list[Finding]]:
    """`document` with its references replaced, and a finding for each that the environment does not have."""
    findings: list[Finding] = []
    return cast(dict[str, Any], _expanded(document, (), environ, findings)), findings


def secrets(document: object, environ: Mapping[str, str]) -> frozenset[str]:
    """What the environment has for the document's references."""
    match document:
        case dict():
            inside = frozenset(found for each in document.values() for found in secrets(each, environ))
        case list():
            inside = frozenset(found for each in document for found in secrets(each, environ))
        case str():
            inside = frozenset(environ[name] for name in _REFERENCE.findall(document) if environ.get(name))
        case _:
            inside = frozenset()
    return inside


def _expanded(value: object, path: KeyPath, environ: Mapping[str, str], findings: list[Finding]) -> object:
    if isinstance(value, dict):
        return {key: _expanded(each, (*path, key), environ, findings) for key, each in value.items()}
    if isinstance(value, list):
        return [_expanded(each, (*path, place), environ, findings) for place, each in enumerate(value)]
    if isinstance(value, str) and _SECRET_KEYS.intersection(path):
        findings += [
            Finding(path, f'"${name}" is not set', f"set {name} in the environment that newswatch runs in")
            for name in _REFERENCE.findall(value)
            if not environ.get(name)
        ]
        return _REFERENCE.sub(lambda found: environ.get(found[1]) or found[0], value)
    return value
