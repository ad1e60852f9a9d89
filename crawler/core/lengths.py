"""How much of everything a digest tells, so that it is read in a sitting and mail programs show it whole."""

from __future__ import annotations

from dataclasses import dataclass

# What a person reads of in a sitting; further stories are told by their titles, and further ones by counts.
MOST_STORIES = 30
MOST_TITLES = 60
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much is told of what: room in bytes of UTF-8 for the text of a lead, of each related article, of a word diff.

    A story has so many `most_related` articles told with text, and so many `lines` with titles. A page tells so many
    `stories` in full, `titles` of further ones, and `changes`; what is beyond is counted.
    """

    lead: int
    related: int
    diff: int
    most_related: int = 3
    lines: int = 5
    pictures: bool = True
    related_pictures: bool = False
    stories: int = MOST_STORIES
    titles: int = MOST_TITLES
    changes: int = MOST_CHANGES


# From what people clip by hand (a lead of 2,400 letters, a related report of 1,900) down to headlines alone; each with the
# number of stories up to which it makes a page that is read in one sitting.
_LADDER = (
    (2, Lengths(2400, 1800, 900, related_pictures=True)),
    (5, Lengths(1600, 600, 700, related_pictures=True)),
    (12, Lengths(1200, 350, 600)),
    (20, Lengths(800, 250, 500, most_related=2, lines=3)),
    (MOST_STORIES, Lengths(600, 150, 350, most_related=1, lines=2)),
    (MOST_STORIES, Lengths(400, 0, 250, most_related=1, lines=1)),
    (MOST_STORIES, Lengths(200, 0, 150, most_related=0, lines=1)),
    (MOST_STORIES, Lengths(0, 0, 0, most_related=0, lines=0, pictures=False, titles=30, changes=10)),
    # with addresses and titles of the greatest length, too, it is small enough
    (MOST_STORIES, Lengths(0, 0, 0, most_related=0, lines=0, pictures=False, stories=5, titles=5, changes=5)),
)


def ladder(stories: int) -> tuple[Lengths, ...]:
    """The lengths for a page of so many stories, the longest first: the first at which the page is small enough is taken."""
    return tuple(lengths for most, lengths in _LADDER if min(stories, MOST_STORIES) <= most)
