from __future__ import annotations

from hypothesis import settings

# how fast something is, benchmarks measure; a busy machine fails no test
settings.register_profile("newswatch", deadline=None)
settings.load_profile("newswatch")
