"""The facts of a sentence that can be told by script and word form alone: numbers, days, spans of time, names.

No model and no dictionary of names: a name is a word with a capital where none is needed, or a run of katakana. In German,
where every noun has one, nouns pass for names; in Korean and Chinese a place is told by its ending (`crawler.core.figures`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_DIGITS = r"\d+(?:[.,\u00a0\u202f' ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)?"
_KOREAN = "한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|스물"
_COUNTERS = "명|개|척|차례|번|살|곳|대|마리|건|채|달"
_TOKEN = re.compile(
    rf"(?P<number>(?:{_DIGITS})(?:\s?%|[만억천조万億千亿兆]+)?|[一二三四五六七八九十百千万億亿两兩]+(?=[人名件次日年月隻只艘个個歳岁位死頭])|"
    rf"(?:{_KOREAN})(?=\s?(?:{_COUNTERS})))"
    r"|(?P<day>[月火水木金土日]曜日?|星期[一二三四五六日天]|周[一二三四五六日]|週[一二三四五六日]|[월화수목금토일]요일)"
    r"|(?P<katakana>[\u30a1-\u30ff]{2,}(?:・[\u30a1-\u30ff]+)*)|(?P<hangul>[\uac00-\ud7a3]+)|(?P<han>[\u3400-\u9fff\u3040-\u30ff])"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ.-][^\W\d_]+)*)"
)

_NUMBER_WORDS = {
    word: str(value)
    for value, forms in (
        (0, "zero null"),
        (1, "one eins uno один одна"),
        (2, "two zwei deux dos due dois duas два две дві двое"),
        (3, "three drei trois tres tre três три трое"),
        (4, "four vier quatre cuatro quattro quatro четыре чотири"),
        (5, "five fünf cinq cinco cinque пять п'ять пятеро"),
        (6, "six sechs seis sei шесть шість"),
        (7, "seven sieben sept siete sette sete семь сім"),
        (8, "eight acht huit ocho otto oito восемь вісім"),
        (9, "nine neun neuf nueve nove девять дев'ять"),
        (10, "ten zehn dix diez dieci dez десять"),
        (11, "eleven elf onze once undici одиннадцать одинадцять"),
        (12, "twelve zwölf douze doce dodici doze двенадцать дванадцять"),
        (13, "thirteen dreizehn treize trece"),
        (14, "fourteen vierzehn quatorze catorce"),
        (15, "fifteen fünfzehn quinze quince"),
        (16, "sixteen sechzehn seize"),
        (17, "seventeen siebzehn"),
        (18, "eighteen achtzehn"),
        (19, "nineteen neunzehn"),
        (20, "twenty zwanzig vingt veinte venti vinte двадцать двадцять"),
        (30, "thirty dreißig trente treinta тридцать тридцять"),
        (40, "forty vierzig quarante cuarenta сорок"),
        (50, "fifty fünfzig cinquante cincuenta пятьдесят"),
        (100, "hundred hundert cent cien сто"),
    )
    for word in forms.split()
}
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth zweite dritte vierte fünfte deuxième troisième quatrième "
    "primera segunda tercera segundo tercero второй третий четвертый другий третій четвертий вторая третья".split()
)
_MAGNITUDES = frozenset(
    "dozens scores hundreds thousands millions billions dozen million billion trillion dutzende hunderte tausende millionen milliarden "
    "dizaines centaines milliers decenas cientos miles десятки сотни тысячи миллионы сотні тисячі мільйони".split()
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz mai juni juli oktober "
    "dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre "
    "novembre décembre lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre понедельник вторник среду среда четверг пятницу пятница субботу суббота воскресенье "
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря понеділок вівторок середу середа п'ятницю "
    "п'ятниця суботу субота неділю неділя січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()
)
_SPANS = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years decade decades tag tage tagen stunde stunden "
    "woche wochen monat monate monaten jahr jahre jahren minuten jour jours heure heures semaine semaines mois an ans année années "
    "día días hora horas semana semanas mes meses año años".split()
)
# More capitals than this: a headline in title case, where a capital tells nothing.
_TITLE_CASE = 0.6
_FEW = 4


class FactKind(StrEnum):
    """What kind of fact a word is; WORD is none."""

    NUMBER = "number"
    DAY = "day"
    SPAN = "span"
    NAME = "name"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence: as it stands, what it is compared by, what it is, and where it begins and ends."""

    text: str
    key: str
    kind: FactKind
    start: int
    end: int
    script: str  # number, day, katakana, hangul, han or word


def tokens(sentence: str) -> list[Token]:
    """The words and figures of a sentence."""
    sentence = unicodedata.normalize("NFC", sentence)
    found = list(_TOKEN.finditer(sentence))
    shouting = _is_title_case(sentence, [match[0] for match in found if match.lastgroup == "word"])
    return [_token(match, sentence, shouting=shouting) for match in found]


def _token(match: re.Match[str], sentence: str, *, shouting: bool) -> Token:
    text, script = match[0], match.lastgroup or "word"
    key = text.casefold().replace("’", "'").replace("ʼ", "'")
    kind = _kind(key, text, script, first=_begins(sentence, match.start()), shouting=shouting)
    if kind is FactKind.NUMBER:
        key = _NUMBER_WORDS.get(key, re.sub(r"(?<=\d)[,\u00a0\u202f' ](?=\d{3})|\s", "", key))
    return Token(text, key, kind, match.start(), match.end(), script)


def _kind(key: str, text: str, script: str, *, first: bool, shouting: bool) -> FactKind:
    if script == "number" or key in _NUMBER_WORDS or key in _ORDINALS or key in _MAGNITUDES:
        return FactKind.NUMBER
    if script == "day" or (key in _DAYS and not (key in {"may", "march", "mars"} and text.islower())):
        return FactKind.DAY
    if key in _SPANS:
        return FactKind.SPAN
    if script == "katakana" or (script == "word" and text[0].isupper() and not first and not shouting):
        return FactKind.NAME
    return FactKind.WORD


def _begins(sentence: str, start: int) -> bool:
    """Whether a word stands where any word has a capital: at the head of the sentence or of a quotation."""
    return not re.search(r"\w[^“\"«„:]*$", sentence[:start])


def _is_title_case(sentence: str, found: list[str]) -> bool:
    long = [word for word in found if len(word) >= _FEW]
    capitals = sum(word[0].isupper() for word in long)
    return len(long) >= _FEW and capitals > _TITLE_CASE * len(long) and not sentence.rstrip().endswith((".", "”", '"'))
