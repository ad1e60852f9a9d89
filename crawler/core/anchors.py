"""What an article shares with one in another language: its figures, and its names by their sound.

“4,000” is “4천” and “4千”; “Kursk” is “Курску” and “쿠르스크”. A name becomes the consonants that are heard in it, as classes that
languages keep apart (K, P, T, S, M, N, R): KRSK. Chinese and Japanese write foreign names in characters whose sound is not
in them; there figures and kana alone carry.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

# A longer run of digits is an account or a key.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,])(\d{1,3}(?:[,. \u00a0\u202f]\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,6})?)(?!\d)\s?"
    r"([만万萬]\s?(?:\d[천千])?|[천千][만万萬억億亿]|[천千억億亿]|тыс\w*|тис\w*|млн|млрд|thousand|tausend"
    r"|mil millones\b|mil(?:le)?\b|milliard\w*|milli?[oó]n\w*|mio\b|mrd\b|billion|bn\b)?",
    re.IGNORECASE,
)
_TIMES = {
    "천": 10**3, "千": 10**3, "тыс": 10**3, "тис": 10**3, "thousand": 10**3, "tausend": 10**3, "만": 10**4, "万": 10**4,
    "萬": 10**4, "천만": 10**7, "千万": 10**7, "千萬": 10**7, "억": 10**8, "億": 10**8, "亿": 10**8, "천억": 10**11,
    "千億": 10**11, "千亿": 10**11, "млн": 10**6, "млрд": 10**9, "milliard": 10**9, "mil millones": 10**9, "mill": 10**6,
    "mil": 10**3, "mio": 10**6, "mrd": 10**9, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
# Smaller numbers are days, ages and counts that coincide; years are no evidence of an event.
_SMALLEST = 32
_YEARS = range(1900, 2101)

_LATIN = re.compile(r"(?<=[^\W\d_][ ,])(?:[(“„«\"'’‘]?)([A-ZÀ-ÞĀ-ŽА-ЯЁЇІЄҐ][^\W\d_A-ZА-Я][\w’'ʼ-]{2,})")
_HANGUL = re.compile(r"[\uac00-\ud7af]{3,}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
# Particles and words that cling to Korean names, the longest first.
PARTICLE = re.compile(
    r"(?:에서는|에서도|에서|으로|에게|까지|부터|에는|은|는|이|가|을|를|의|에|와|과|도|로|군|인|측|주|시)$"
)
_KOREAN_VERB = re.compile(r"[았었했됐렸였졌갔한된는]다고?$")
_CYRILLIC_ENDING = re.compile(
    r"(?:ого|ому|ыми|ими|ами|ями|ской|ская|ское|ские|ских|ском|ах|ях|ом|ем|ой|ей|ий|ый|ым|им|ов|ев|[уаеиыяюїіо])$"
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")

_DIGRAPHS = (("sch", "s"), ("kh", "k"), ("zh", "s"), ("sh", "s"), ("ch", "s"), ("ts", "s"), ("tz", "s"), ("ph", "p"), ("th", "t"),
             ("ck", "k"), ("ng", "nk"), ("ce", "se"), ("ci", "si"), ("x", "ks"))  # fmt: skip
_CLASSES = str.maketrans("bcdfgjklmnpqrstvxz", "pktpkskrmnpkrstpks", "aeiouyhw'’-")
_W_IS_V = ("de", "pl")  # “Welytschenko”; an English w is a vowel
# Shorter ones are shared by names that have nothing to do with each other.
_SHORTEST_SOUND = 4
_MOST_SOUNDS = 80


def anchors(text: str, language: str = "") -> dict[str, str]:
    """The anchors of a text, each with the words that it stands for: `#4000` for “4천”, `~KRSK` for “Курску”.

    `language` is ISO 639-1, or empty where it is not known.
    """
    text = unicodedata.normalize("NFKC", text)
    found = {f"#{number}": shown for number, shown in _figures(text)}
    for word in _names(text):
        sound = _sound(word, language)
        if len(sound) >= _SHORTEST_SOUND and len(found) < _MOST_SOUNDS:
            found.setdefault(f"~{sound}", word)
    return found


def _figures(text: str) -> list[tuple[int, str]]:
    found = []
    for match in _NUMBER.finditer(text):
        number = _value(match[1], (match[2] or "").lower())
        if number >= _SMALLEST and number not in _YEARS:
            found.append((number, match[0].strip()))
    return found


def _value(digits: str, unit: str) -> int:
    grouped = re.fullmatch(r"\d{1,3}(?:[,. \u00a0\u202f]\d{3})+", digits)
    plain = re.sub(r"\D", "", digits) if grouped else digits.replace(",", ".")
    more = re.search(r"(\d)[천千]", unit)
    return round(float(plain) * _times(unit)) + (int(more[1]) * 10**3 if more else 0)


def _times(unit: str) -> int:
    if unit == "mille":
        return 10**3
    # the longest beginning that is known: “тысячи” is “тыс”, “milliards” is “milliard” before it is “mill”
    return next((_TIMES[unit[:end]] for end in range(len(unit), 0, -1) if unit[:end] in _TIMES), 1)


def _names(text: str) -> list[str]:
    capitalised = [_CYRILLIC_ENDING.sub("", word) if _CYRILLIC.match(word) else word for word in _LATIN.findall(text)]
    korean = [PARTICLE.sub("", word) for word in _HANGUL.findall(text) if not _KOREAN_VERB.search(word)]
    return list(dict.fromkeys((*capitalised, *korean, *_KATAKANA.findall(text))))


def _sound(name: str, language: str) -> str:
    heard = anyascii(name).lower()
    if language in _W_IS_V:
        heard = heard.replace("w", "v")
    if name.isascii():
        heard = heard.replace("j", "y")  # “Selenskyj”; what is heard as a sibilant is written so in other scripts
    for letters, sound in _DIGRAPHS:
        heard = heard.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", heard.translate(_CLASSES)).upper()
