"""SQL reads, within its time, and does nothing else, by whatever way it comes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from crawler.config import Config
from crawler.web.connection import read_only
from tests.web.asking import Browser

pytestmark = pytest.mark.filterwarnings("ignore:coroutine")

ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
WRITES = (
    "insert into topics values ('a', 'b', 'c')",
    "update articles set title = 'x'",
    "delete from articles",
    "drop table verdicts",
    "create table x (a)",
    "create temp table x (a)",
    "attach '{file}' as other",
    "vacuum into '{file}'",
    "vacuum",
    "pragma journal_mode = delete",
    "pragma user_version = 7",
    "pragma writable_schema = on",
    "pragma query_only = off",
    "pragma schema_version = 7",
    "begin immediate",
    "savepoint a",
    "reindex",
    "analyze",
    "update sqlite_master set sql = 'x'",
    "select load_extension('{file}')",
    "select writefile('{file}', 'x')",
    "select fts3_tokenizer('simple', x'00')",
    "insert into article_search (article_search) values ('rebuild')",
    "replace into article_search (rowid, title) values (1, 'x')",
    "with a as (select 1) delete from articles",
    "with a as (select 1) insert into topics select 1, 2, 3",
    "explain delete from articles",
    "select 1; delete from articles",
    "-- select\ndelete from articles",
    "/* select */ delete from articles",
)


@pytest.fixture
def reader(config: Config) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(config.service.database)) as conn:  # even where the file itself is open to write
        read_only(conn)
        yield conn


@pytest.fixture
def unchanged(config: Config, tmp_path: Path) -> Iterator[Path]:
    """A file that is not there, and stays so; nor does the database change."""
    before = _digest(config)
    yield tmp_path / "made"
    assert _digest(config) == before
    assert list(tmp_path.iterdir()) == []


def _digest(config: Config) -> str:
    with closing(sqlite3.connect(config.service.database)) as conn:
        return sha256("\n".join(conn.iterdump()).encode()).hexdigest()


@pytest.mark.parametrize("sql", WRITES)
def test_nothing_is_written_by_any_way_that_sql_can_come(browser: Browser, unchanged: Path, sql: str) -> None:
    said = quote_plus(sql.format(file=unchanged))
    for target in (
        f"/newswatch?sql={said}", f"/newswatch.json?sql={said}", f"/newswatch.csv?sql={said}", f"/newswatch.csv?sql={said}&_stream=1",
        f"/newswatch/articles?_where={said}", f"/newswatch/articles.json?_where=1)%3B{said}", f"/newswatch/articles?_sort={said}",
        f"/newswatch/articles?_facet={said}", f"/newswatch/articles?_search={said}&_searchmode=raw", f"/newswatch/articles?_col={said}",
        f"/newswatch/articles?title__exact={said}", f"/newswatch/articles?_through={said}", f"/newswatch/articles?_next={said}",
    ):  # fmt: skip
        assert browser.get(target).status in {200, 302, 400, 403, 404, 414}, target
    browser.post("/newswatch", {"sql": sql})
    browser.post("/newswatch/articles/1", {"title": "x"})


@pytest.mark.parametrize("sql", [each for each in WRITES if not each.startswith("explain")])
def test_a_connection_of_ours_writes_nothing_even_where_the_file_is_open_to_write(
    reader: sqlite3.Connection, unchanged: Path, sql: str
) -> None:
    with pytest.raises((sqlite3.DatabaseError, sqlite3.ProgrammingError, sqlite3.Warning)):
        reader.execute(sql.format(file=unchanged))


def test_what_reading_needs_is_allowed(reader: sqlite3.Connection) -> None:
    for sql in (
        "select count(*) from articles", "select rowid from article_search where article_search match 'ferry'",
        "select highlight(article_search, 0, '[', ']') from article_search where article_search match 'ferry'",
        "select * from story_overview", "select value from articles, json_each(authors)", "select * from pragma_table_info('articles')",
        "pragma table_xinfo(articles)", "pragma schema_version", "explain query plan select 1", "select row_number() over () from articles",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 9) select i from n",
    ):  # fmt: skip
        assert reader.execute(sql).fetchall() is not None
    with pytest.raises(sqlite3.DatabaseError, match="too big"):
        reader.execute("select zeroblob(100000000)")
    with pytest.raises(sqlite3.DatabaseError, match="too complex"):
        reader.execute(f"select 'a' like '{'%a' * 200}'")


@pytest.mark.parametrize("ending", ["", ".json"])
def test_a_query_that_takes_too_long_is_broken_off(browser: Browser, ending: str) -> None:
    sql = quote_plus(ENDLESS)
    for target in (
        f"{ending}?sql={sql}",
        f"/articles{ending}?_where=({sql})&_timelimit=50",
        f"{ending}?sql={sql}&_timelimit=50",
    ):
        answer = browser.get(f"/newswatch{target}")
        assert answer.status == 400
        assert "took longer than it may" in answer.text


def test_stored_html_is_never_a_page(browser: Browser) -> None:
    sql = quote_plus("select cast(html as blob) as page, html from digests")
    blob = browser.get(f"/newswatch.blob?sql={sql}&_blob_column=page")
    assert blob.status == 200
    assert b"<!doctype html>" in blob.body
    assert blob.header("content-type") == "application/binary"
    assert blob.header("content-disposition").startswith("attachment")
    for target in ("/newswatch/digests.json", "/newswatch/digests/1.json", "/newswatch/digests.csv", f"/newswatch.json?sql={sql}",
                   "/newswatch/digests.json?_shape=array&_nl=on", "/newswatch/digests/1.json?_shape=objects"):  # fmt: skip
        answer = browser.get(target)
        assert "<!doctype html>" in answer.text
        assert answer.header("content-type").partition(";")[0] in {"application/json", "text/plain", "text/csv"}
        assert answer.header("x-content-type-options") == "nosniff"
    for target in ("/newswatch/digests", "/newswatch/digests/1", f"/newswatch?sql={sql}"):
        assert "<!doctype html><title>captured" not in browser.get(target).text


def test_facets_sql_csv_and_json_are_there(browser: Browser) -> None:
    assert "facet-results" in browser.get("/newswatch/articles?_facet=state").text
    found = json.loads(browser.get("/newswatch.json?sql=select+count(*)+as+articles+from+articles&_shape=array").body)
    assert found == [{"articles": 3}]
    assert browser.get("/newswatch/articles.csv?_stream=1&_size=1").text.count("Gazette") >= 2
