"""robots.txt, obeyed: fetched before an origin's first page, kept for a day, closed where the host cannot say.

The framework's own middleware lets everything pass when robots.txt answers 500 or not at all, which is not what the
standard asks for. The rules themselves are `crawler.core.robots`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.core.answers import trouble_of
from crawler.core.bodies import Unpacked, unpack
from crawler.core.models import Trouble, Visit, VisitState
from crawler.core.robots import LONGEST_DELAY, Robots, robots_of, robots_without
from spiders.crawl_pass import pass_of
from spiders.failures import BlockedByRobotsError, CrawlStoppedError, trouble_of_failure
from spiders.hosts import origin
from spiders.visits import body_of, header, visit_of, visit_of_failure

_FORBIDDEN = Trouble(VisitState.BLOCKED_ROBOTS, "the outlet's robots.txt forbids this page")


_CUT = Trouble(VisitState.PARTIAL, "its body ended before its end")


class RobotsMiddleware:
    """Refuses what robots.txt forbids, and slows the host down to its Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = crawler.settings["USER_AGENT"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy calls it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Pass, or raise BlockedByRobotsError."""
        if request.meta.get("robots_txt"):
            return
        robots = await self._rules(request)
        if not robots.allows(request.url, self._agent):
            raise BlockedByRobotsError(robots.closed or _FORBIDDEN)
        request.meta["crawl_delay"] = robots.delay(self._agent)

    async def _rules(self, request: Request) -> Robots:
        crawl_pass = pass_of(self._crawler)
        cache = crawl_pass.hosts.robots
        async with cache.lock(request.url):
            robots, now = cache.get(request.url), crawl_pass.now()
            if robots is not None and not robots.stale(now):
                return robots
            visit, fresh = await self._fetch(request, now, robots)
            crawl_pass.visited(visit)
            return cache.put(request.url, fresh)

    async def _fetch(self, request: Request, now: datetime, before: Robots | None) -> tuple[Visit, Robots]:
        meta = {"plan": request.meta["plan"], "robots_txt": True}
        asked = Request(f"{origin(request.url)}/robots.txt", meta=meta, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(asked)
        except CrawlStoppedError:
            raise  # it tells nothing of the host
        except Exception as error:  # noqa: BLE001 - whatever happened is told by its kind
            trouble = trouble_of_failure(error, asked.url)
            return visit_of_failure(asked, trouble, now), robots_without(trouble, None, now, before)
        body = unpack(response.body, body_of(response).content_encoding)
        refused = trouble_of(response.status, header(response, "Location")) or _unreadable(body)
        if refused is not None or isinstance(body, Trouble):
            refused = refused or _CUT
            visit = visit_of(response, refused.state, now, refused.detail)
            return visit, robots_without(refused, response.status, now, before)
        robots = robots_of(body.data.decode("utf-8", "replace"), now)
        said = (
            f"it asks for longer pauses than the {LONGEST_DELAY:g} seconds that are kept"
            if robots.asks_too_much(self._agent)
            else ""
        )
        return visit_of(response, VisitState.OK, now, said), robots


def _unreadable(body: Unpacked | Trouble) -> Trouble | None:
    """Why rules that came are none: what was cut off may have forbidden everything."""
    if isinstance(body, Trouble):
        return body
    return None if body.whole else _CUT
