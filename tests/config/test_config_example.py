import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import crawler.config
from crawler.config import Config, init_text, json_schema, load
from storage.topics import TopicMatcher

SECRETS = {"GAZETTE": "key=1", "NEWSWATCH_WEB_PASSWORD": "correct horse battery"}


def example(folder: Path, text: str, **environ: str) -> Config:
    path = folder / "newswatch.toml"
    path.write_text(text, encoding="utf-8")
    config = load(path, environ)
    assert isinstance(config, Config), "\n".join(map(str, config))
    return config


def with_comments_taken_away(text: str) -> str:
    """The example as a person has it who uses all of it: what looks like a table or a key is no comment any more."""
    return re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE)


def test_the_example_has_no_problem_and_needs_no_secret(tmp_path: Path) -> None:
    config = example(tmp_path, init_text())
    assert [topic.name for topic in config.topics] == ["North Korean troops in Ukraine"]
    assert config.digests == ()


def test_the_example_has_outlets_in_six_languages_and_says_where_each_lists_its_articles(tmp_path: Path) -> None:
    outlets = example(tmp_path, init_text()).outlets
    assert 20 <= len(outlets) <= 30
    assert {outlet.language for outlet in outlets} == {"en", "ko", "ja", "zh", "ru", "uk"}
    assert all(outlet.feeds or outlet.sitemaps for outlet in outlets)


@pytest.mark.parametrize(
    ("headline", "is_on_topic"),
    [
        ("Kyiv shows two captured North Korean soldiers", True),
        ("Kyiv says Ukraine's army captured two North Korean soldiers", True),
        ("North Korean troops seen near Kursk, Seoul says", True),
        ("북한군, 쿠르스크 전선에 다시 투입", True),
        ("북한, 러시아에 병력 추가 파병", True),
        ("北朝鮮兵、ウクライナ軍と交戦か", True),
        ("朝鲜士兵在库尔斯克参战", True),
        ("北韓士兵在烏克蘭被俘", True),
        ("Северокорейские солдаты снова замечены в Курской области", True),
        ("Военнослужащие КНДР воюют против Украины", True),
        ("Північнокорейські військові знову на Курщині", True),
        ("Україна показала полонених з Північної Кореї", True),
        ("North Korea fires a missile into the sea", False),
        ("South Korean shares fall as Russian troops advance", False),
        ("Russia attacks Kharkiv with drones, soldiers among the dead", False),
        ("러시아, 우크라이나에 미사일 공격", False),
        ("Курская область: солдаты вернулись домой", False),
    ],
)
def test_the_example_topic_finds_its_event_in_each_language_and_leaves_its_neighbours(
    tmp_path: Path, headline: str, *, is_on_topic: bool
) -> None:
    matcher = TopicMatcher(example(tmp_path, init_text()).topics)
    assert bool(matcher.match(headline, "")) is is_on_topic


def test_all_that_the_example_shows_in_comments_works_when_it_is_used(tmp_path: Path) -> None:
    config = example(tmp_path, with_comments_taken_away(init_text()), **SECRETS)
    assert [topic.name for topic in config.topics] == ["North Korean troops in Ukraine", "Everything"]
    assert config.outlets[0].sections


def test_the_example_shows_each_key_that_says_what_to_watch_and_where() -> None:
    shown = with_comments_taken_away(init_text())
    tables = json_schema()["$defs"]
    keys = {key for table in tables.values() for key in table["properties"]}
    assert [key for key in sorted(keys) if f"{key} = " not in shown] == []


def test_the_shipped_schema_is_the_one_that_the_tables_give() -> None:
    shipped = Path(crawler.config.__file__).with_name("newswatch.schema.json").read_text(encoding="utf-8")
    assert shipped == json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def test_the_schema_is_one_and_takes_the_example() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    for text in (init_text(), with_comments_taken_away(init_text())):
        jsonschema.validate(tomllib.loads(text), json_schema(), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": {}},
        {"outlets": []},
        {"outlets": [{"name": "a", "feed": []}]},
        {"outlets": [{"name": "a", "every": 10}]},
        {"outlets": [{"name": "a", "every": "10"}]},
        {"outlets": [{"name": "a", "home": "www.example.org"}]},
        {"outlets": [{"name": "a", "language": "EN"}]},
        {"digests": [{"name": "a", "at": "7:30", "to": "file:a/"}]},
        {"digests": [{"name": "a", "at": "07:30", "to": []}]},
    ],
)
def test_an_editor_tells_the_common_mistakes_by_the_schema(wrong: dict[str, Any]) -> None:
    good = {
        "service": {"contact": "a@example.org"},
        "outlets": [{"name": "a", "home": "https://a.example/"}],
        "topics": [{"name": "a", "query": "a"}],
    }
    jsonschema.validate(good, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, **wrong}, json_schema())
