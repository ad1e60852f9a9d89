"""Which words to search for in a prefix's place, because of what the index's stemmer leaves of English words.

SQLite's `porter` tokenizer takes endings off, of the words in the index and of a query's, also of a prefix:

- A prefix that ends as the stemmer does not leave it is cut, or its y becomes i. Gas* would find gain, which begins with
  ga; deploy* would miss deployment, of which deploy is left, since it would look for deploi. So the prefix is asked for with
  an ending that goes in its place (`kept_whole`), and beside it as a word.
- A prefix that ends within an ending is found in no word: evacuat* is not in evacu, which is what is left of “evacuation”. So
  a word with that ending is searched for beside the prefix (`completions`), and the stemmer makes of it what it made of the
  others.

Of the prefixes of 4 letters and more of the words of 3,800 news reports, 14% miss some word without this, 3% with it; and 9%
find some word that neither begins so nor has the prefix's own stem, 8% with it.
"""

from __future__ import annotations

import re
from collections import defaultdict

# The endings that Porter's algorithm removes (“An algorithm for suffix stripping”, 1980), as they are written in words.
# Of those with one beginning the first is enough, since the same is left of all; but -ative goes in an earlier step than
# the others, so that more is left to go: represent is left of representation, repres of representative.
_ENDINGS = (
    "ing ed al able ance ant ate ation ator ent ence ement er ic ical icity ible ibility ion ism ity ive iveness"
    " ize ization ment ness ful fulness ous ousness ancy ency ality alism alize ally ably ative"
).split()
_BY_BEGINNING: defaultdict[str, list[str]] = defaultdict(list)
for _ending in _ENDINGS:
    for _length in range(1, len(_ending)):
        if _ending == "ative" or not _BY_BEGINNING[_ending[:_length]]:
            _BY_BEGINNING[_ending[:_length]].append(_ending)

_LAST_WORD = re.compile(r"(?<![^\W_])[a-z]+$", re.IGNORECASE)
# Porter's measure of a stem: how often a vowel is followed by a consonant. At the start and after a vowel y is a consonant.
_VOWELS_CONSONANTS = re.compile(r"(?:[aeiou]|(?<=[^aeiou])y)+(?:[^aeiouy]|(?<=[aeiou])y)+")
# Most endings go from stems of at least this measure alone: -ation goes from evacuation, not from nation.
_LONG_ENOUGH = 2
# How a word ends that the stemmer may change. What ends in -ss it leaves.
_CHANGED = re.compile(f"(?:(?<!s)s|y|e|{'|'.join(_ENDINGS)})$")


def kept_whole(prefix: str) -> str:
    """`prefix`, a word or a phrase, so that the stemmer leaves all of its last word; `prefix` itself where it does anyhow."""
    last = _LAST_WORD.search(prefix)
    if last is None or not _CHANGED.search(last[0].lower()):
        return prefix
    measure = len(_VOWELS_CONSONANTS.findall(last[0].lower()))
    # -e goes last, after which no other ending can go, but from a short word only where that ends in a vowel; -ness goes
    # before others, which short words keep
    removed = "e" if measure >= _LONG_ENOUGH or last[0][-1] in "eE" else "ness"
    return prefix + removed if measure else prefix


def completions(prefix: str) -> list[str]:
    """`prefix`, a word or a phrase, with its last word completed in each way that may leave another stem."""
    last = _LAST_WORD.search(prefix)
    if last is None:
        return []
    found: dict[str, None] = {}
    for length in range(1, len(last[0])):
        beginning, stem = last[0][-length:].lower(), last[0][:-length]
        if beginning in _BY_BEGINNING and len(_VOWELS_CONSONANTS.findall(stem.lower())) >= _LONG_ENOUGH:
            found |= {f"{prefix[: last.start()]}{stem}{ending}": None for ending in _BY_BEGINNING[beginning]}
    return list(found)
