"""Redirects, each hop on record."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.core.fetched import OutletPlan
from crawler.core.models import VisitState
from crawler.core.urls import host
from spiders.crawl_pass import pass_of
from spiders.guard import is_own
from spiders.visits import visit_of


class RecordedRedirectMiddleware(RedirectMiddleware):
    """The framework's redirects; a hop is a request like any other, so it has its visit."""

    def process_response(self, request: Request, response: Response, *args: Any) -> Request | Response:
        """Follow a redirect, and record the hop."""
        result = super().process_response(request, response, *args)
        if isinstance(result, Request):
            crawl_pass = pass_of(self.crawler)
            visit = visit_of(
                response.replace(request=request), VisitState.REDIRECTED, crawl_pass.now(), f"to {result.url}"
            )
            crawl_pass.visited(visit)
            self._keep_secrets(result)
        return result

    @staticmethod
    def _keep_secrets(request: Request) -> None:
        """The outlet's own headers are for its own hosts alone."""
        plan: OutletPlan = request.meta["plan"]
        if not is_own(host(request.url), plan.outlet):
            for name, _ in plan.outlet.headers:
                request.headers.pop(name, None)
