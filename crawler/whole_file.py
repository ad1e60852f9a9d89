"""Files that are there whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

# What other programs may read of a file that newswatch wrote: as the person's umask would have it for a new one.
_READABLE = 0o666


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file to write UTF-8 to, beside `path`, moved there in the end: a reader, a crash or a full disk never meets half of it.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(_READABLE & ~_umask())
        Path(made).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(made).unlink()
        raise


def _umask() -> int:
    # there is no way to ask for it but to set it
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
