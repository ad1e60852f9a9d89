"""Who wrote an article: people and agencies, as its page says, without what stands around their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.core.reading.claims import Claims, letters, line
from crawler.core.reading.outline import SKIPPED

# The longest list of authors in 102 articles has nine; a live blog may have twenty.
MOST_AUTHORS = 20
LONGEST_NAME = 100
# A byline is short; a box of more text is a portrait of the author.
_LONGEST_BYLINE = 200
_MOST_LOOKED_AT = 40
# A text may be signed below a headline's two decks, or at its end.
_HEAD_OF_TEXT = 3
_LONGEST_SIGNATURE = 80
_LONGEST_LEAD_IN = 12
# A headline in capitals, or with figures or quotation marks, is no signature.
_HEADING = re.compile(r"\d|[^\W\d_]['’][^\W\d_]|[«»“”„\"!?]|^(?:[^\W\d_a-z]+\s+){2,}[^\W\d_a-z]+$")

_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?lines?|authors?(?:-?names?)?|autor(?:en|es|in)?|auteurs?|redakteur|journalist|writer)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What may match, found at the speed of C; `_marks_author` looks closer.
_MAYBE_BYLINES = XPath(
    ".//body//*[self::a or self::address or self::div or self::p or self::span or self::li or self::strong]"
    "[contains(@rel, 'author') or contains(@itemprop, 'author') or "
    + " or ".join(
        f"contains(@class, '{part}')"
        for part in ("uthor", "yline", "y-line", "utor", "uteur", "edakt", "ournalist", "riter")
    )
    + "]"
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|sidebar|related|recommend\w*|widget|captions?|credits?|footer|images?|photos?|teasers?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"([a-z])([A-Z])")

_LEAD_IN = re.compile(
    r"^(?:(?:written|reported|reporting|words|story|text|texte|foto|edited|posted|published)\s+(?:by|von|par|por)|by|von|vom|par|por|di|da|door|av|af|"
    r"autor(?:in|en|es|ka)?|author|auteur|авторы?|автор|автори|yazan|oleh|penulis|text|texto|tekst|記者|记者|作者|文|글|기자)\s*(?::|：|\s)\s*",
    re.IGNORECASE,
)  # fmt: skip
_JOB = re.compile(r"\s*(?:기자|특파원|논설위원|記者|记者)(?:\s.*)?$")
_PLACE_IN_FRONT = re.compile(r"^\s*[\[(（【][^\])）】]{1,40}[\])）】]\s*")
_IN_BRACKETS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]")
_CONTACT = re.compile(r"\S+@\S+|@\w+|https?://\S+")
_ENDS_NAMES = re.compile(r"\s+[|•·–—]\s+|\s\|\s?|\d|\n")
_LIST = re.compile(r"\s*[;、]\s*")
_AND = re.compile(r"\s*/\s*|\s*,?\s+(?:and|und|og|och|en|et|y|e|i|и|та|і|ve|dan|&)\s+")
_COMMA = re.compile(r"\s*[,，]\s*")
_PARTICLES = frozenset(
    "van von der den de da di del della dos das do la le el al bin ibn ben zu zum of the ter ten y e af".split()
)
_UNCASED = re.compile(r"^[^\W\d_a-zA-Z]+$")


def choose(structured: Claims, tags: Claims, tree: HtmlElement, site: Iterable[str]) -> tuple[str, ...]:
    """The authors: as JSON-LD says, else <meta>, else the byline. A byline's people stand before an outlet that names itself."""
    claimed = clean(structured.authors) or clean(tags.authors)
    if claimed and not names_site(claimed, site):
        return claimed
    shown = next((found for texts in _bylines(tree) if (found := clean(texts))), ())
    return shown if not claimed or (shown and all(map(_is_person, shown))) else claimed


def names_site(authors: Iterable[str], site: Iterable[str]) -> bool:
    """Whether the "authors" are the site itself ("VnExpress" of vnexpress.net); so of none at all."""
    names = [letters(each) for each in site if each]
    return all(any(letters(author) in name or name in letters(author) for name in names) for author in authors)


def signed(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """The people named by a paragraph at either end of a text that is nothing but their names."""
    ends = (each for each in (*paragraphs[:_HEAD_OF_TEXT], *paragraphs[-1:]) if not _HEADING.search(each))
    return next((names for each in ends if (names := _only_names(each)) and all(" " in name for name in names)), ())


def without(paragraphs: Sequence[str], authors: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs that do more than name the authors."""
    known = {letters(each) for each in authors}
    return tuple(
        each for each in paragraphs if not ((names := _only_names(each)) and known.issuperset(map(letters, names)))
    )


def _only_names(paragraph: str) -> tuple[str, ...]:
    if len(paragraph) > _LONGEST_SIGNATURE or paragraph.endswith((".", "!", "?", ":")):
        return ()
    names = tuple(name for name in clean((paragraph,)) if _is_person(name))
    # what is left beside the names is "By", "and", a job
    return names if sum(len(letters(name)) for name in names) >= len(letters(paragraph)) - _LONGEST_LEAD_IN else ()


def clean(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in `texts`, each of which is a name or a byline that holds several."""
    names = (name for text in texts for name in _names(text))
    return tuple({letters(name): name for name in reversed([*names]) if letters(name)}.values())[::-1][:MOST_AUTHORS]


def _names(text: str) -> Iterator[str]:
    text = _LEAD_IN.sub("", _PLACE_IN_FRONT.sub("", text.strip()))
    text = _ENDS_NAMES.split(_CONTACT.sub("", _IN_BRACKETS.sub("", text)))[0]
    for part in _LIST.split(text):
        for name in _people(part):
            trimmed = _JOB.sub("", name).strip(" ,.:;|/-–—\"'")
            if trimmed and len(trimmed) <= LONGEST_NAME:
                yield trimmed


def _people(text: str) -> list[str]:
    """The people in a list with commas and an "and"; one name, or an agency's, stays whole."""
    parts = _AND.split(text)
    if len(parts) > 1 and not all(_is_person(_COMMA.split(part)[0]) for part in parts):
        parts = [text]
    return [person for part in parts for person in _without_role(_COMMA.split(part))]


def _without_role(pieces: list[str]) -> list[str]:
    # "Jane Doe, Political Editor, and John Roe": what follows a person's name and is none is what they are
    if not _is_person(pieces[0]):
        return [", ".join(pieces)]
    return [piece for piece in pieces if _is_person(piece)]


def _is_person(text: str) -> bool:
    words = text.split()
    if len(words) == 1 and _UNCASED.match(text):
        return True
    named = [word for word in words if word not in _PARTICLES]
    return 2 <= len(words) <= 5 and len(named) > 0 and all(not word[0].islower() for word in named)  # noqa: PLR2004 - a name's words


def _bylines(tree: HtmlElement) -> Iterator[list[str]]:
    """The texts of the page's bylines: for each, the people in it where its markup sets them apart, or all of it."""
    for element in filter(_marks_author, _MAYBE_BYLINES(tree)[:_MOST_LOOKED_AT]):
        if _is_elsewhere(element):
            continue
        text = line(" ".join(element.itertext()), _LONGEST_BYLINE + 1) or ""
        if text and len(text) <= _LONGEST_BYLINE:
            pieces = [piece for each in element.itertext() if (piece := line(each)) and _is_person(piece)]
            yield pieces if len(pieces) > 1 else [text]


def _marks_author(element: HtmlElement) -> bool:
    attributes = element.attrib
    if "author" in attributes.get("rel", "").split() or "author" in attributes.get("itemprop", "").split():
        return True
    name = attributes.get("class", "")
    return bool(name) and len(name) < LONGEST_NAME and bool(_BYLINE.search(_CAMEL.sub(r"\1-\2", name)))


def _is_elsewhere(element: HtmlElement) -> bool:
    around = list(element.iterancestors())[:-2]
    return any(
        each.tag in SKIPPED or _ELSEWHERE.search(f"{each.get('class') or ''} {each.get('id') or ''}") for each in around
    )
