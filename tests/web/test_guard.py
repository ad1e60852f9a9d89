"""Who may ask for what, from where; each answer has its headers, also those that refuse."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from crawler.config import Config
from crawler.web.asked import is_our_host
from crawler.web.headers import POLICY
from crawler.web.local import is_local
from crawler.web.tries import Tries
from tests.web.asking import FORM, HOST, OURS, PORT, Answer, Browser
from tests.web.conftest import PASSWORD

SERVER = ("192.0.2.1", 8001)


def is_guarded(answer: Answer) -> bool:
    """Whether an answer has all the headers that each has, once."""
    once = {
        "content-security-policy": POLICY, "x-content-type-options": "nosniff", "x-frame-options": "DENY",
        "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    return all(answer.header(name) == value for name, value in once.items()) and not answer.header(
        "access-control-allow-origin"
    )


def test_the_policy_lets_nothing_in_a_page_run_and_nothing_be_loaded_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "default-src 'none'" in POLICY


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/", 200), ("/newswatch", 200), ("/newswatch/articles", 200), ("/newswatch/articles.json", 200), ("/newswatch/articles.csv", 200),
        ("/newswatch/articles/1", 200), ("/newswatch?sql=select+1", 200), ("/newswatch?sql=nonsense", 400), ("/newswatch/none", 404),
        ("/none", 404), ("/-/static/app.css", 200), ("/-/static/none.css", 404), ("/static/sql.css", 200), ("/favicon.ico", 200),
        ("/newswatch/articles?_sort=none", 400), ("/newswatch.db", 403), ("/%41", 302),
    ],
)  # fmt: skip
def test_each_answer_has_its_headers_whatever_it_is(browser: Browser, target: str, status: int) -> None:
    answer = browser.get(target)
    assert answer.status == status
    assert is_guarded(answer)
    kept = answer.header("cache-control")
    assert (kept == "no-store") is (status != 200 or ("static" not in target and "favicon" not in target))


@pytest.mark.parametrize(
    "target",
    [
        "/-/auth-token?token=x", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns", "/-/threads", "/-/databases.json",
        "/-/metadata", "/-/settings.json", "/-", "/_internal", "/_internal/databases.json", "/_memory", "/:memory:/x",
    ],
)  # fmt: skip
def test_pages_for_whoever_sets_datasette_up_are_not_there(browser: Browser, target: str) -> None:
    assert browser.get(target).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/-/static/../app.py", "/-/static/..%2fapp.py", "/-/static/%2e%2e/app.py", "/-/static//etc/passwd", "/static/../serve.py",
        "/static/..%2f..%2fserve.py", "/static/%2e%2e%2fserve.py", "/static/....//serve.py", "/static/..\\serve.py", "/static//etc/passwd",
        "/static/~2e~2e/serve.py", "/static/.%00./x", "/static/sql.css/../../serve.py",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder_of_files(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status in {400, 403, 404}
    assert "import" not in answer.text
    assert "root:" not in answer.text
    assert is_guarded(answer)


@pytest.mark.parametrize(
    ("host", "server", "ours"),
    [
        ("127.0.0.1:8001", ("127.0.0.1", 8001), True),
        ("localhost:8001", ("127.0.0.1", 8001), True),
        ("LOCALHOST:8001", ("127.0.0.1", 8001), True),
        ("[::1]:8001", ("::1", 8001), True),
        ("localhost", ("127.0.0.1", 80), True),
        ("192.0.2.1:8001", SERVER, True),
        ("[2001:db8::1]:8001", ("2001:db8::1", 8001), True),
        ("news.example.org", SERVER, True),
        ("news.example.org:8001", SERVER, True),
        ("tls.example.org:8443", SERVER, True),
        ("tls.example.org", SERVER, False),
        ("news.example.org:9000", SERVER, False),
        ("localhost:8002", SERVER, False),
        ("localhost", SERVER, False),
        ("192.0.2.2:8001", SERVER, False),
        ("evil.example:8001", ("127.0.0.1", 8001), False),
        ("127.0.0.1.evil.example:8001", ("127.0.0.1", 8001), False),
        ("localhost.:8001", ("127.0.0.1", 8001), False),
        ("127.0.0.1:8001@evil.example", ("127.0.0.1", 8001), False),
        ("[::1", ("::1", 8001), False),
        ("", SERVER, False),
        (":8001", ("", 8001), False),
    ],
)
def test_only_hosts_that_are_ours_are_answered(host: str, server: tuple[str, int], *, ours: bool) -> None:
    assert is_our_host(host, server, ("news.example.org", "tls.example.org:8443")) is ours


@pytest.mark.parametrize(
    "host", ["evil.example:8001", "evil.example", "", "127.0.0.1", "localhost:80", "127.0.0.1:8001, evil.example"]
)
def test_a_name_that_was_made_to_lead_here_is_answered_by_nothing(browser: Browser, host: str) -> None:
    for target in ("/", "/newswatch/articles.json", "/static/sql.css", "/-/login"):
        answer = browser.get(target, host=host, x_forwarded_host=f"{HOST}:{PORT}", forwarded=f"host={HOST}:{PORT}")
        assert answer.status == 421
        assert is_guarded(answer)


def test_a_host_that_is_given_twice_is_none(browser: Browser) -> None:
    ours = (b"host", f"{HOST}:{PORT}".encode())
    assert browser.send("GET", b"/", [ours]).status == 200
    assert browser.send("GET", b"/", [ours, (b"host", b"evil.example")]).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", ""])
def test_there_are_three_methods(browser: Browser, method: str) -> None:
    answer = browser.ask(method, "/newswatch/articles", {"host": f"{HOST}:{PORT}"})
    assert (answer.status, answer.header("allow")) == (405, "GET, HEAD, POST")
    assert is_guarded(answer)


def test_head_is_answered_as_get_is_without_the_page(browser: Browser) -> None:
    for target in ("/", "/newswatch/articles", "/static/sql.css"):
        answer = browser.ask("HEAD", target, {"host": f"{HOST}:{PORT}"})
        assert (answer.status, answer.body) == (200, b"")
        assert is_guarded(answer)


STRANGE = {"host": f"{HOST}:{PORT}", "content-type": FORM}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9000", "sec-fetch-site": "same-site"},
        {"origin": "http://localhost:8001"},
        {"origin": OURS, "sec-fetch-site": "cross-site"},
        {"origin": "file://127.0.0.1:8001"},
        {"origin": "https://evil.example", "authorization": "Bearer x"},
        {"sec-fetch-site": "none"},
        {"referer": f"{OURS}/"},
    ],
)
def test_no_page_of_someone_else_can_ask_for_a_change(browser: Browser, headers: dict[str, str]) -> None:
    for target in ("/", "/newswatch/articles", "/-/login", "/-/logout"):
        answer = browser.ask("POST", target, {**STRANGE, **headers}, b"a=b")
        assert answer.status == 403
        assert is_guarded(answer)


def test_a_change_from_our_page_needs_the_token_that_its_cookie_has(browser: Browser) -> None:
    browser.cookies.clear()
    assert browser.post("/newswatch/articles", {}).status == 403
    assert browser.post("/newswatch/articles", {"csrftoken": "x"}).status == 403
    browser.cookies["ds_csrftoken"] = "forged"
    assert browser.post("/newswatch/articles", {"csrftoken": "forged"}).status == 403
    assert browser.post("/newswatch/articles", {"csrftoken": "fälscht"}).status == 403
    assert browser.post("/newswatch/articles", {}, x_csrftoken="forged").status == 403
    browser.cookies.clear()


def test_another_page_may_lead_to_ours_but_may_not_load_it_or_have_sql_run(browser: Browser) -> None:
    followed = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert browser.get("/newswatch/articles?outlet=a", **followed).status == 200
    assert browser.get("/newswatch?sql=select+1", **followed).status == 403
    assert browser.get("/newswatch/articles?_where=1", **followed).status == 403
    assert browser.get("/newswatch?%73ql=select+1", **followed).status == 403
    for dest in ("image", "script", "iframe", "empty", "embed"):
        assert browser.get("/newswatch/articles", **{**followed, "sec_fetch_dest": dest}).status == 403
    assert browser.get("/newswatch/articles.json", sec_fetch_site="cross-site", sec_fetch_mode="cors").status == 403


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"a=b", 415),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x", 415),
        ({"content-type": "application/json"}, b"{}", 415),
        ({}, b"a" * 65_537, 413),
        ({}, b"a=%ff", 400),
        ({}, b"a=\xff", 400),
        ({}, b"a=%00", 400),
        ({}, b"a&" * 3_000, 400),
        ({"cookie": "a=\xff"}, b"", 400),
        ({"x-csrftoken": "\xff"}, b"", 400),
    ],
)
def test_what_is_no_form_is_refused_before_anything_reads_it(
    browser: Browser, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = browser.ask("POST", "/", {**STRANGE, "origin": OURS, **headers}, body)
    assert answer.status == status
    assert is_guarded(answer)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/?" + b"a" * 17_000, 414), (b"/" + b"a" * 100_000, 414), (b"/?" + b"a&" * 200, 400), (b"/\xff", 400), (b"/%00", 400),
        (b"/newswatch/~00", 400), (b"/?a=%00", 400), (b"/a b", 400), (b"", 400), (b"*", 400), (b"http://evil.example/", 400),
        (b"/a\r\nb", 400),
    ],
)  # fmt: skip
def test_addresses_that_no_page_has_are_refused(browser: Browser, target: bytes, status: int) -> None:
    answer = browser.send("GET", target, [(b"host", f"{HOST}:{PORT}".encode())])
    assert answer.status == status
    assert is_guarded(answer)


def test_long_headers_are_refused(browser: Browser) -> None:
    assert browser.get("/", user_agent="a" * 40_000).status == 431


def test_without_the_password_there_is_nothing_but_the_page_that_asks_for_it(locked: Browser) -> None:
    for target in ("/", "/newswatch/articles", "/newswatch/articles.json", "/newswatch?sql=select+1", "/none"):
        answer = locked.get(target)
        assert (answer.status, answer.header("www-authenticate")) == (401, "Bearer")
        assert "Gazette" not in answer.text
        assert is_guarded(answer)
    assert locked.post("/", {"csrftoken": "x"}).status == 401
    assert locked.get("/static/guard.css").status == 200


def test_who_says_the_password_comes_back_to_what_was_asked_for_and_can_leave(locked: Browser) -> None:
    assert 'value="/newswatch/articles?outlet=a&amp;b"' in locked.get("/newswatch/articles?outlet=a&b").text
    answer = locked.post("/-/login", {"password": PASSWORD, "next": "/newswatch/articles?outlet=a"})
    assert (answer.status, answer.header("location")) == (303, "/newswatch/articles?outlet=a")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(answer.header("set-cookie").split("; "))
    assert locked.get("/newswatch/articles").status == 200
    kept = dict(locked.cookies)
    assert locked.get("/-/logout").status == 200
    assert locked.get("/newswatch/articles").status == 200  # to look at the page changes nothing
    assert locked.post("/-/logout", {}).status == 303
    locked.cookies = kept
    assert locked.get("/newswatch/articles").status == 401  # nor does the old cookie open


def test_a_forged_cookie_opens_nothing(locked: Browser) -> None:
    for value in ("", "x", "x" * 43, '"', "a=b", "%s%n", "]"):
        locked.cookies["newswatch_session"] = value
        assert locked.get("/newswatch/articles").status == 401


def test_scripts_say_the_password_as_a_token(locked: Browser) -> None:
    assert locked.get("/newswatch/articles.json", authorization=f"Bearer {PASSWORD}").status == 200
    assert locked.get("/newswatch/articles.json", authorization="Bearer x").status == 401
    assert locked.get("/newswatch/articles.json", authorization=f"Basic {PASSWORD}").status == 401
    assert locked.get("/newswatch/articles.json", x_forwarded_for="127.0.0.1").status == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a=b\r\n", "///evil.example", "evil", "", " /", "/a b", "/a\\b", "/ä", "/\x00",
    ],
)  # fmt: skip
def test_no_log_in_leads_elsewhere(locked: Browser, wanted: str) -> None:
    assert not is_local(wanted)
    answer = locked.post("/-/login", {"password": PASSWORD, "next": wanted})
    assert answer.status in {303, 400}
    assert answer.header("location") in {"/", ""}


@pytest.mark.parametrize(
    "target", ["//evil.example/%41", "///evil.example/%41", "/:memory:/x", "//evil.example/newswatch/articles.jsono"]
)
def test_no_address_leads_elsewhere(browser: Browser, target: str) -> None:
    location = browser.get(target).header("location")
    assert location == "" or is_local(location)


def test_wrong_passwords_are_slowed_down_for_who_says_them(locked: Browser) -> None:
    assert [locked.post("/-/login", {"password": "wrong"}).status for _ in range(4)] == [401, 401, 401, 429]
    assert locked.post("/-/login", {"password": PASSWORD}).status == 429
    answer = locked.get("/newswatch/articles.json", authorization=f"Bearer {PASSWORD}")
    assert (answer.status, answer.header("retry-after")) == (429, "1")


def test_each_wrong_password_doubles_the_wait_up_to_a_minute_and_the_right_one_ends_it() -> None:
    tries = Tries()
    waits = []
    for _ in range(12):
        waits.append(tries.pause("a", 0.0))
        tries.failed("a", 0.0)
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert tries.pause("a", 59.0) == 1.0
    assert tries.pause("a", 61.0) == 0.0
    assert tries.pause("b", 0.0) == 0.0
    tries.passed("a")
    assert tries.pause("a", 0.0) == 0.0


def test_who_guesses_from_many_addresses_fills_no_memory() -> None:
    tries = Tries()
    for number in range(3_000):
        for _ in range(4):
            tries.failed(str(number), 0.0)
    assert len(tries._wrong) == 1_000
    assert tries.pause("2999", 0.0) > 0


def verdicts(config: Config) -> int:
    with closing(sqlite3.connect(config.service.database)) as conn:
        return int(conn.execute("SELECT count(*) FROM verdicts").fetchone()[0])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": OURS},  # a page of ours, without the token
        {"origin": OURS, "cookie": "ds_csrftoken=forged", "x-csrftoken": "forged"},
        {"origin": "null", "cookie": "ds_csrftoken=forged", "x-csrftoken": "forged"},
        {"origin": "https://evil.example", "authorization": "Bearer x"},
    ],
)
def test_no_forged_change_is_written_down_and_no_address_that_is_only_followed(
    browser: Browser, config: Config, headers: dict[str, str]
) -> None:
    browser.cookies.clear()
    before = verdicts(config)
    for target in ("/say", "/undo", "/reviewer"):
        assert (
            browser.ask("POST", target, {**STRANGE, **headers}, b"keep=story-1&said=1&csrftoken=forged").status == 403
        )
    assert browser.get("/say?keep=story-1").status in {403, 404, 405}
    assert browser.get("/undo?said=1").status in {403, 404, 405}
    assert verdicts(config) == before


def test_a_change_from_a_page_of_ours_or_of_a_script_is_written_down(browser: Browser, config: Config) -> None:
    browser.cookies.clear()
    token = re.search('name="csrftoken" value="([^"]+)"', browser.get("/").text)
    assert token
    before = verdicts(config)
    assert browser.post("/say", {"later": "story-1", "csrftoken": token[1]}).status == 303
    assert browser.post("/say", {"later": "story-1", "csrftoken": f"{token[1]}x"}).status == 403
    browser.cookies.clear()
    assert browser.ask("POST", "/say", {**STRANGE, "authorization": "Bearer x"}, b"keep=story-1").status == 303
    assert verdicts(config) == before + 2
