"""From a page's bytes to what it says: `read_page`. Each module reads one thing; `page` puts them together."""

from crawler.core.reading.page import read_page

__all__ = ["read_page"]
