"""What a monitor (Prometheus) reads at /metrics. What happened is counted as it happens; how things are is read when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.clock import clock
from crawler.core.dates import from_iso
from crawler.watchdog import Beat
from storage.operation import Operation

# From the answer "nothing new" of one outlet to the longest that a crawl may take.
_CRAWL_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 7200)


class Metrics:
    """All figures of one service, by Prometheus' rules for names: seconds, bytes, and totals that only grow."""

    def __init__(self, operation: Operation, beat: Beat, crawls: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        self._polls = Counter("newswatch_polls", "Polls that ended", ["outlet", "outcome"], registry=registry)
        self._articles = Counter(
            "newswatch_articles", "Articles that are new or were changed", ["outlet", "what"], registry=registry
        )
        self._visits = Counter("newswatch_visits", "Requests, by how they ended", ["state"], registry=registry)
        self._received = Counter("newswatch_received_bytes", "Bytes of outlets' answers", registry=registry)
        self._crawl_seconds = Histogram(
            "newswatch_crawl_seconds", "What a crawl took", buckets=_CRAWL_SECONDS, registry=registry
        )
        self._overruns = Counter("newswatch_crawls_cut_short", "Crawls that overran their limits", registry=registry)
        registry.register(_Now(operation, beat, crawls))
        ProcessCollector(registry=registry)

    def polled(self, row: Mapping[str, Any]) -> None:
        """A poll has ended: a row of `Operation.ended_polls`."""
        outlet = row["outlet"]
        self._polls.labels(outlet, row["outcome"]).inc()
        for what in ("new", "changed"):
            self._articles.labels(outlet, what).inc(row[what] or 0)
        for state, requests in row["visits"].items():
            self._visits.labels(state).inc(requests)
        self._received.inc(row["bytes"])

    def crawled(self, seconds: float, *, cut_short: bool) -> None:
        """A crawl has ended."""
        self._crawl_seconds.observe(seconds)
        self._overruns.inc(cut_short)

    def text(self) -> bytes:
        """The figures as they are now, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Now(Collector):
    """How things are when they are asked for."""

    def __init__(self, operation: Operation, beat: Beat, crawls: Callable[[], int]) -> None:
        self._operation, self._beat, self._crawls = operation, beat, crawls

    def collect(self) -> Iterable[Metric]:
        """The figures."""
        yield _gauge("newswatch_threads", "Threads of the service", threading.active_count())
        yield _gauge("newswatch_crawls_under_way", "Crawls that run", self._crawls())
        yield _gauge("newswatch_tick_age_seconds", "Since the last tick", self._beat.age)
        yield _gauge("newswatch_tick_lag_seconds", "How much too late the last tick came", self._beat.lag)
        yield CounterMetricFamily("newswatch_ticks_skipped", "Ticks that fell into a late one", self._beat.skipped)
        yield _family("newswatch_file_bytes", "Size", "file", self._operation.sizes().items())
        deliveries = ((row["state"], row["deliveries"]) for row in self._operation.deliveries())
        yield _family("newswatch_deliveries", "Deliveries in the ledger", "state", deliveries)
        outlets = self._operation.outlets()
        yield _family("newswatch_seconds_since_ok_poll", "Since a poll last ended well", "outlet", _since_ok(outlets))
        yield _troubles(self._operation.troubles())

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry need not ask for the figures to learn their names."""
        return ()


def _troubles(troubles: Iterable[tuple[str, str]]) -> Metric:
    """The troubles that last: (outlet, kind)."""
    family = GaugeMetricFamily("newswatch_outlet_trouble", "1: the trouble lasts", labels=["outlet", "kind"])
    for outlet, kind in troubles:
        family.add_metric([outlet, kind], 1)
    return family


def _since_ok(outlets: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, float]]:
    """Outlets that never had one are left out: a monitor asks for what is absent by name."""
    now = clock()
    for row in outlets:
        at = from_iso(row["last_ok_at"])
        if at is not None:
            yield row["name"], (now - at).total_seconds()


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value)


def _family(name: str, told: str, label: str, values: Iterable[tuple[str, float]]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for value, number in values:
        family.add_metric([value], number)
    return family
