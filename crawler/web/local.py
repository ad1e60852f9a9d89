"""Addresses of our own pages."""

from __future__ import annotations

import re

# One slash, then nothing that a browser takes for a second one: it reads a backslash as a slash, and skips tabs and line ends.
_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def is_local(address: str) -> bool:
    """Whether `address` is the path of a page of ours, with or without a query, and cannot lead elsewhere."""
    return _LOCAL.fullmatch(address) is not None
