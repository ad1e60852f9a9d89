import json
import tomllib
from pathlib import Path

import pytest

from crawler.config import Config, load
from crawler.core.query import QueryProblem, parse

GOOD = """[service]
contact = "desk@example.org"

[[outlets]]
name = "Gazette"
home = "https://gazette.example.org/"

[[topics]]
name = "Troops"
query = "troops"
"""
HOME = 'home = "https://gazette.example.org/"'
DIGEST = """
[[digests]]
name = "morning"
at = "07:30"
to = "file:digests/"
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(text: str, **environ: str) -> list[str]:
    """What is told of a configuration, a line for each problem, without the file's name."""
    path = Path("newswatch.toml")
    path.write_text(text, encoding="utf-8")
    problems = load(path, environ)
    assert isinstance(problems, tuple), "it was accepted"
    return [str(problem).removeprefix("newswatch.toml:").lstrip() for problem in problems]


START = {
    "service": GOOD,
    "outlet": GOOD,
    "digest": GOOD + DIGEST,
    "mail": GOOD + "[mail]\n",
    "web": GOOD + "[web]\n",
    "broken": GOOD,
}
CASES = tomllib.loads(Path(__file__).with_name("problems.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("start", "case"), [(START[part], case) for part in START for case in CASES[part]])
def test_what_is_wrong_is_told_with_its_line_and_its_remedy(start: str, case: dict[str, str]) -> None:
    assert case["right"] in start
    assert told(start.replace(case["right"], case["wrong"], 1)) == [case["told"]]


@pytest.mark.parametrize(
    ("added", "line"),
    [
        (f'[[outlets]]\nname = "GAZETTE "\n{HOME}\n',
         '12: outlets[2] "GAZETTE ": name = "GAZETTE " is the name of outlets'),
        ('[[topics]]\nname = "troops"\nquery = "a"\n', '12: topics[2] "troops": name = "troops" is the name of topics'),
        (DIGEST + DIGEST, '18: digests[2] "morning": name = "morning" is the name of digests'),
    ],
)  # fmt: skip
def test_a_name_that_is_given_twice_is_told_whatever_its_case(added: str, line: str) -> None:
    assert told(GOOD + added) == [f"{line}[1] too"]


@pytest.mark.parametrize("name", ["", " ", "\\u200b", "\\n"])
def test_a_name_must_be_seen(name: str) -> None:
    (line,) = told(GOOD.replace("Gazette", name))
    assert line.startswith("5: outlets[1] ")


@pytest.mark.parametrize("query", ["a\nOR ) b", "OR a", "(troops", "", "troops AND"])
def test_a_query_that_cannot_be_read_is_told_with_its_place(query: str) -> None:
    problem = parse(query)
    assert isinstance(problem, QueryProblem)
    at_end = problem.position >= len(query)
    place = "its end: " if at_end else f'character {problem.position + 1}, "'
    (line,) = told(GOOD.replace('"troops"', json.dumps(query)))
    assert line.startswith(f'10: topics[1] "Troops": query = {json.dumps(query)} can\'t be read at {place}')
    assert line.endswith(f": {problem.message}")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "[fe80::1]",
        "[fc00::1]", "localhost", "LOCALHOST.", "press.local", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "100.64.0.1",
    ],
)  # fmt: skip
def test_a_private_address_needs_a_word_of_leave(host: str) -> None:
    text = GOOD.replace("gazette.example.org", host)
    (line,) = told(text)
    assert line.endswith("if you mean it, add private_network = true to this outlet")
    Path("newswatch.toml").write_text(
        text.replace("\n\n[[topics]]", "\nprivate_network = true\n[[topics]]"), encoding="utf-8"
    )
    assert isinstance(load(Path("newswatch.toml"), {}), Config)


TEN_MISTAKES = """[service]
contact = "desk"
timezone = "Asia/Seul"

[[outlets]]
name = "Gazette"
feed = ["https://gazette.example.org/feed"]
every = "10"

[[outlets]]
name = "gazette"
home = "https://gazette.example.org/"
sections = [
  { url = "https://gazette.example.org/world/", links = "(" },
]
[[topics]]
name = "Troops"
query = "troops"
[mail]
smtp = "$SMTP_URL"
from = "newswatch@example.org"

[[digests]]
name = "morning"
topics = ["Trops"]
at = "7.30"
to = ["file:digests/", "fax:123"]
"""


def test_ten_mistakes_are_told_at_once_in_the_order_of_lines() -> None:
    assert [line.partition(": did you mean")[0][:70] for line in told(TEN_MISTAKES)] == [
        '2: service: contact = "desk" is not an address: an outlet must be able',
        '3: service: timezone = "Asia/Seul" is not a time zone',
        '7: outlets[1] "Gazette": unknown key "feed"',
        '8: outlets[1] "Gazette": every = "10" is not a length of time: write a',
        '11: outlets[2] "gazette": name = "gazette" is the name of outlets[1] t',
        '14: outlets[2] "gazette": sections[1].links = "(" is not a regular exp',
        '20: mail: "$SMTP_URL" is not set: set SMTP_URL in the environment that',
        '25: digests[1] "morning": topics[1] = "Trops" is not a topic of this f',
        '26: digests[1] "morning": at = "7.30" is not a time of day: write hour',
        '27: digests[1] "morning": to[2] = "fax:123" says no way that newswatch',
    ]


def test_a_secret_that_is_wrong_is_told_without_showing_it() -> None:
    text = GOOD.replace(
        HOME, 'home = "$A"\nfeeds = ["$B"]\nheaders = { X = "$C" }\nsections = [{ url = "$D", links = "a" }]'
    )
    text += '[mail]\nsmtp = "$E"\nfrom = "$F"\n[[digests]]\nname = "d"\nat = "07:30"\nto = ["$G", "$H"]\n'
    secrets = ["ftp://s3cret", "http://127.0.0.1/s3cret", "s3cret\u2028", "s3cret", "smtp://s3cret/s3cret"]
    secrets += ["s3cret", "s3cret", "mailto:s3cret"]
    lines = told(text, **dict(zip("ABCDEFGH", secrets, strict=True)))
    assert len(lines) == 8
    assert "s3cret" not in "\n".join(lines)


def test_no_escape_of_a_key_or_a_value_reaches_the_terminal() -> None:
    keys = told(GOOD.replace(HOME, f'{HOME}\n"\\u001b[31m" = 1\nlanguage = "\\u009b\\u202e"'))
    assert [line for line in keys if not line.isprintable()] == []
    assert keys[0].startswith('7: outlets[1] "Gazette": unknown key "\\u001b[31m"')


def test_a_file_that_cannot_be_read_is_told() -> None:
    def problem(name: str) -> list[str]:
        found = load(Path(name), {})
        assert isinstance(found, tuple)
        return [str(each) for each in found]

    Path("folder.toml").mkdir()
    Path("latin.toml").write_bytes("[service]\n# café\n".encode("latin-1"))
    assert problem("none.toml") == ["none.toml: there is no such file: `newswatch init` writes one"]
    assert problem("folder.toml") == ["folder.toml: it can't be read: Is a directory"]
    assert problem("latin.toml") == ["latin.toml:2: this is not UTF-8 text: save the file as UTF-8"]


@pytest.mark.parametrize("depth", [100, 400, 5000])
def test_absurd_nesting_is_told(depth: int) -> None:
    assert told("a = " + "[" * depth + "]" * depth)
