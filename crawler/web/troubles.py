"""What is told of a page that could not be made: whose fault it is, and a sentence."""

from __future__ import annotations

import sqlite3
import traceback
from http import HTTPStatus

from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from crawler.web.asked import Refusal

# How SQLite says that the file, not the question, is the trouble.
_FILE = ("database is locked", "disk I/O error", "unable to open", "disk image is malformed", "file is not a database")
# What Datasette raises, unmeant, of addresses that it never wrote: a page's number that is none, a column that is not there.
_ODD_ADDRESS = (ValueError, LookupError, TypeError, ArithmeticError, AttributeError, AssertionError, sqlite3.Error)
_OURS = ("crawler", "storage")
_TOO_SLOW = Refusal(400, "The query took longer than it may. Ask for less, or ask the file itself with sqlite3.")


def told(error: BaseException) -> Refusal:
    """What to answer where `error` was raised; a status from 500 on is a fault of this program or of the machine."""
    if isinstance(error, Base400):
        return Refusal(error.status, str(error) or HTTPStatus(error.status).phrase)
    if _is_of_the_file(error) or _is_of_the_file(error.__context__):
        return Refusal(503, "The database cannot be read now; the log has why.")
    if isinstance(error, DatasetteError):
        # it has 500 for whatever it gives no status, such as a column that cannot be sorted by
        status = error.status if error.status < 500 else 400  # noqa: PLR2004
        return _TOO_SLOW if error.message_is_html else Refusal(status, str(error.message))
    if isinstance(error, _ODD_ADDRESS) and not _is_ours(error):
        return Refusal(400, "There is no page at this address.")
    return Refusal(500, "Something went wrong here; the log has it.")


def _is_of_the_file(error: BaseException | None) -> bool:
    return isinstance(error, sqlite3.Error) and any(each in str(error) for each in _FILE)


def _is_ours(error: BaseException) -> bool:
    """Whether code of ours had a part in it: what Datasette alone stumbles over is the address."""
    modules = (frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(each.partition(".")[0] in _OURS for each in modules)
