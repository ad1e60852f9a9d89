"""The `newswatch` command: its commands read their arguments, call, and print. They decide nothing."""

from __future__ import annotations

from crawler.cli import (
    crawling,
    demo,
    digests,
    exporting,
    keeping,
    looking,
    review,
    setting_up,
    status,
    stories,
    topics,
    unit,
    web,
)
from crawler.cli.group import main

__all__ = ["main"]

for command in (
    setting_up.init,
    setting_up.check,
    crawling.crawl,
    crawling.read,
    crawling.run,
    status.status,
    looking.articles,
    stories.stories,
    looking.show,
    looking.diff,
    looking.search,
    review.review,
    exporting.export,
    topics.topic,
    digests.digest,
    digests.deliveries,
    keeping.backup,
    web.web,
    demo.demo,
    unit.unit,
):
    main.add_command(command)
