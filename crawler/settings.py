"""Scrapy's settings where they differ from its defaults, each with its reason. `tests/test_settings.py` pins them.

These are what `scrapy` finds by scrapy.cfg; `crawler.crawl` adds what the person configured.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from crawler.core.bodies import ACCEPTED, LARGEST

try:
    VERSION = version("newswatch")
except PackageNotFoundError:  # run from a source folder that was never installed
    VERSION = "0"

BOT_NAME = "newswatch"
USER_AGENT = f"newswatch/{VERSION}"
SPIDER_MODULES = ["spiders"]
OPEN_CRAWL = "crawler.crawl.open_pass"  # ours: what gives a spider its work under `scrapy crawl`

# ---- what may be reached
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"  # APScheduler and the readers share its loop
TWISTED_DNS_RESOLVER = "spiders.guard.GuardedResolver"  # private addresses are refused as they are connected to
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}  # a sitemap's file:///etc/passwd is no page
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPPROXY_ENABLED = False  # a proxy variable left in the environment would take the address guard's place
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # it would let any local user run Python in this process

# ---- how much may come
DOWNLOAD_MAXSIZE = LARGEST
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30  # in all, not since the last byte: a slow loris ends with it
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # it parses every page once more, and no outlet of the 420 surveyed moves articles so
COOKIES_ENABLED = (
    False  # each fetch is a first visit; nothing is tracked, and the cookie code fetches a list from the web
)
REFERRER_POLICY = "no-referrer"  # no outlet's business
COMPRESSION_ENABLED = (
    False  # bodies stay packed until a reading process unpacks them, which tells a cut body from a whole one
)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": ACCEPTED,
}

# ---- how politely
CONCURRENT_REQUESTS = 64  # over all hosts; a request that waits for its host's turn counts as well
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0.0  # delays are kept by `spiders.turns`, for all crawls together
DOWNLOAD_DELAY_JITTER = 0.0
RETRY_ENABLED = (
    False  # what failed is asked for again at a later poll, with growing pauses, and each request has its visit
)
ROBOTSTXT_OBEY = True
DNS_TIMEOUT = 10

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # fails open; ours does not
    "spiders.guard.PrivateNetworkMiddleware": 90,
    "spiders.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.redirects.RecordedRedirectMiddleware": 600,
    "spiders.politeness.PolitenessMiddleware": 800,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # an error status is an answer to record
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # `crawler.core.urls` has refused such addresses
}
ITEM_PIPELINES = {
    "crawler.pipelines.Read": 100,
    "crawler.pipelines.MatchTopics": 200,
    "crawler.pipelines.Record": 300,
}
SCHEDULER_MEMORY_QUEUE = (
    "scrapy.squeues.FifoMemoryQueue"  # in the source's order: a stop must not cost its newest articles
)
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # a page is fetched once because `to_fetch` says so

# ---- what is said
LOG_LEVEL = "ERROR"  # what goes wrong with an outlet stands in the database, with its cause
LOG_FORMATTER = "crawler.pipelines.QuietLogFormatter"  # an item holds a page; a log line does not need to
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
MEMUSAGE_ENABLED = False  # it compares a peak that never falls: passed once, no crawl would ever start again
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.feedexport.FeedExporter": 0,  # `scrapy crawl outlets -O out.json` works as its users expect
}
