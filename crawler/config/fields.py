"""The kinds of values that the tables hold, for pydantic: how each is read, what an editor is told, an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from crawler.config import addresses, values
from crawler.config.problems import Wrong
from crawler.core.plans import Include, Recipient

WRONG = "newswatch"
"""The type of the pydantic errors that carry a `Wrong`: its message and hint are their context."""

# TOML can write them as escapes; in a header, an address or a path each of them is an attack or a slip.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROLS_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# What an editor can tell while a person types; the whole check is `values` and `addresses`.
_DURATION = {"pattern": r"^\s*[0-9]+\s+([Ss]econd|[Mm]inute|[Hh]our|[Dd]ay|[Ww]eek)s?\b"}
_WEB = {"pattern": r"^https?://|\$[A-Z]"}


@dataclass(frozen=True, slots=True)
class Text:
    """A value that is written as text and read by `read`; `lines` where it may have several lines."""

    read: Callable[[str], Any]
    example: str
    schema: dict[str, Any] = field(default_factory=dict, hash=False)
    lines: bool = False

    def __get_pydantic_core_schema__(self, _source: object, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", **self.schema}

    def _validate(self, value: object) -> object:
        found = self._read(value)
        if isinstance(found, Wrong):
            raise PydanticCustomError(WRONG, "{message}", {"message": found.message, "hint": found.hint})
        return found

    def _read(self, value: object) -> object:
        if not isinstance(value, str):
            return Wrong("must be text in quotes", f"such as {self.example}")
        if (_CONTROLS_IN_LINES if self.lines else _CONTROLS).search(value):
            return Wrong("holds a line break or another control character")
        return self.read(value)


class OneOrMany:
    """A list whose single entry may be written without brackets."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


class FirstRun(StrEnum):
    """What is done with what an outlet lists at its first poll."""

    BASELINE = "baseline"
    ANNOUNCE = "announce"


def _length(least: timedelta, most: timedelta, example: str) -> Text:
    return Text(partial(values.duration, least=least, most=most), example, _DURATION)


def _choice(choices: type[StrEnum]) -> Text:
    known = [each.value for each in choices]
    return Text(partial(values.choice, choices=choices), f'"{known[0]}"', {"enum": known})


Name = Annotated[str, Text(values.name, '"Reuters"', {"minLength": 1})]
WebAddress = Annotated[str, Text(addresses.web_address, '"https://www.example.org/"', _WEB)]
Contact = Annotated[str, Text(addresses.contact, '"you@example.org"', {"minLength": 3})]
Sender = Annotated[str, Text(addresses.sender, '"newswatch@example.org"', {"minLength": 3})]
Smtp = Annotated[addresses.SmtpServer, Text(addresses.smtp, '"smtp://user@mail.example.org:587"', {"minLength": 3})]
To = Annotated[Recipient, Text(addresses.recipient, '"mailto:you@example.org"', {"minLength": 3})]
FilePath = Annotated[Path, Text(values.file_path, '"newswatch.db"', {"minLength": 1})]
Listen = Annotated[addresses.Listen, Text(addresses.listen, '"127.0.0.1:9464"', {"pattern": r"^(off|.+:[0-9]{1,5})$"})]
Zone = Annotated[ZoneInfo, Text(values.zone, '"Asia/Seoul"')]
Language = Annotated[str, Text(values.language, '"en"', {"pattern": "^[a-z]{2}$"})]
LinkPattern = Annotated[str, Text(values.link_pattern, "'^/world/.+'", {"minLength": 1})]
Query = Annotated[str, Text(values.query, "'kursk AND soldier*'", {"minLength": 1}, lines=True)]
HeaderName = Annotated[str, Text(values.header_name, '"Accept-Language"')]
HeaderValue = Annotated[str, Text(values.header_value, '"ko"')]
TimeOfDay = Annotated[time, Text(values.time_of_day, '"07:30"', {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})]
Day = Annotated[int, Text(values.day, '"mon"', {"enum": list(values.DAYS)})]
# A second is for outlets on this machine (`checks` asks for more elsewhere); more than a month is a slip.
PollEvery = Annotated[timedelta, _length(timedelta(seconds=1), timedelta(days=31), '"10 minutes"')]
# A crawl with longer pauses than this would not end before the next one is due.
Delay = Annotated[timedelta, _length(timedelta(), timedelta(minutes=10), '"1 second"')]
_DIGEST_EVERY = partial(values.digest_every, least=timedelta(minutes=1), most=timedelta(days=31))
DigestEvery = Annotated[timedelta, Text(_DIGEST_EVERY, '"1 hour"', {"pattern": f"^now$|{_DURATION['pattern']}"})]
QuietTime = Annotated[tuple[time, time], Text(values.quiet, '"22:00-07:00"', {"pattern": "^[0-9:]+ *- *[0-9:]+$"})]
# One a minute is what a person can still read; a limit of none would be a flood at the first great event.
AlertLimit = Annotated[int, Field(strict=True, ge=1, le=60)]
BackupEvery = Annotated[timedelta, _length(timedelta(minutes=10), timedelta(days=31), '"1 day"')]
# As many as a person can still tell apart; none would be no backup.
BackupKeep = Annotated[int, Field(strict=True, ge=1, le=1000)]
FolderPath = Annotated[Path, Text(values.folder_path, '"backups/"', {"minLength": 1})]
# A trouble is looked into within days; articles are edited for a month, and come back within one after they were taken down.
KeptFor = Annotated[timedelta, _length(timedelta(days=7), timedelta(days=36_500), '"400 days"')]
ArticlesKeptFor = Annotated[timedelta, _length(timedelta(days=60), timedelta(days=36_500), '"730 days"')]
ListenAddress = Annotated[str, Text(addresses.listen_address, '"127.0.0.1"', {"minLength": 2})]
# 0 would be a port that nobody knows; the highest that there is.
Port = Annotated[int, Field(strict=True, ge=1, le=65_535)]
Password = Annotated[str, Text(values.password, '"$NEWSWATCH_WEB_PASSWORD"', {"pattern": r"^\$[A-Z][A-Z0-9_]*$"})]
HostName = Annotated[str, Text(addresses.host_name, '"news.example.org"', {"minLength": 1})]
First = Annotated[FirstRun, _choice(FirstRun)]
Included = Annotated[Include, _choice(Include)]
