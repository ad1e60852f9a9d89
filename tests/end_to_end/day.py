"""Fifteen outlets of every kind, and what becomes of each from one day (step 0) to the next (step 1)."""

from __future__ import annotations

from crawler.demo.articles import Article
from crawler.demo.outlets import Fault, FeedKind, Noise, Outlet, Validators
from tests.end_to_end.reports import changed, report, reports, rewritten

LISTED = 4  # articles of each outlet on the first day

NEW_HEADLINE = "Ambergate's crane is saved after all"
TAKEN_DOWN = 410


def _two_days(number: int, *first_changes: Article) -> tuple[Article, ...]:
    """An outlet's articles: the first of them as given, LISTED in all, and one more on the second day."""
    rest = reports(number + len(first_changes), LISTED - len(first_changes))
    return (*first_changes, *rest, report(number + LISTED, listed_from=1))


# Edits that a source tells of: a headline, or a time of change.
_HEADLINE = changed(report(100), title=NEW_HEADLINE)
_ATOM = rewritten(report(110), told=True)
_JSON = rewritten(report(120), told=True)
_SITEMAP = rewritten(report(130), told=True)
_SECTION = changed(report(140), title="Section page: the bell rings again in Ambergate")
# Edits and removals that no source tells of.
_SILENT = rewritten(report(150), told=False)
_SILENT_IN_NOISE = rewritten(report(160), told=False)
_DOWN = changed(report(170), gone=TAKEN_DOWN)
# What looks like a change and is none.
_REDIRECTED = changed(report(180), path="/moved/180-by-a-redirect", former=301)
_MOVED = changed(report(190), path="/moved/190-without-a-word", former=404)
_GUIDS = tuple(changed(article, guid=f"urn:new:{article.path}") for article in reports(200, LISTED))

# At its first fetch, one page first sends its readers on to another address.
_SENT_ON = Fault(report(210).path, status=302, headers={"Location": f"{report(210).path}?session=1"}, times=1)

LYING = "The Lying Server"
REDIRECTED, MOVED, RENUMBERED = "The Redirected", "The Moved", "The Renumbered"

OUTLETS = (
    Outlet("RSS with tags", _two_days(100, _HEADLINE), feed=FeedKind.RSS, validators=Validators.ETAG),
    Outlet("RSS with dates", _two_days(210), feed=FeedKind.RSS, validators=Validators.MODIFIED, noise=Noise.AROUND, faults=(_SENT_ON,)),
    Outlet("RSS in noise", _two_days(160, _SILENT_IN_NOISE), feed=FeedKind.RSS, validators=Validators.NONE, noise=Noise.WITHIN),
    Outlet(LYING, _two_days(220), feed=FeedKind.RSS, validators=Validators.LYING),
    Outlet("Atom", _two_days(110, _ATOM), feed=FeedKind.ATOM, validators=Validators.ETAG, noise=Noise.WITHIN),
    Outlet("Atom, plain", _two_days(150, _SILENT), feed=FeedKind.ATOM, validators=Validators.NONE, noise=Noise.AROUND),
    Outlet("RDF", _two_days(230), feed=FeedKind.RDF, validators=Validators.MODIFIED),
    Outlet("JSON Feed", _two_days(120, _JSON), feed=FeedKind.JSON, validators=Validators.ETAG),
    Outlet(MOVED, _two_days(190, _MOVED), feed=FeedKind.JSON, validators=Validators.NONE, noise=Noise.WITHIN),
    Outlet("Sitemap", _two_days(130, _SITEMAP), sitemap=True, validators=Validators.ETAG),
    Outlet(REDIRECTED, _two_days(180, _REDIRECTED), sitemap=True, validators=Validators.MODIFIED, noise=Noise.AROUND),
    Outlet("Section", _two_days(140, _SECTION), section="/news/", validators=Validators.ETAG),
    Outlet("Home with a feed", _two_days(170, _DOWN), feed=FeedKind.RSS, feed_named=True, validators=Validators.MODIFIED),
    Outlet("Home with links", _two_days(240), validators=Validators.ETAG, noise=Noise.WITHIN),
    Outlet(RENUMBERED, (*_GUIDS, report(204, listed_from=1)), feed=FeedKind.ATOM, validators=Validators.ETAG),
)  # fmt: skip

# Their pages differ at every fetch, within the text: "Read more", "4 minutes ago".
NOISIEST = ("RSS in noise", "Atom")

SENT_ON = _SENT_ON.path
EDITS_TOLD = {_HEADLINE.path, _ATOM.path, _JSON.path, _SITEMAP.path, _SECTION.path}
EDITS_SILENT = {_SILENT.path, _SILENT_IN_NOISE.path}
DOWN, HEADLINE = _DOWN.path, _HEADLINE.path
OLD_PATHS = {REDIRECTED: report(180).path, MOVED: report(190).path}
