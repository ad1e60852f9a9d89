"""newswatch.toml: what it says, what is wrong with it, an example of it, and its schema."""

from importlib.resources import files

from crawler.config.loading import Config, Service, Web, load
from crawler.config.problems import Problem
from crawler.config.schema import json_schema

__all__ = ["Config", "Problem", "Service", "Web", "init_text", "json_schema", "load"]


def init_text() -> str:
    """The commented newswatch.toml that `newswatch init` writes."""
    return (files(__name__) / "newswatch.toml").read_text(encoding="utf-8")
