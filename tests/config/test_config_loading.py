import os
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.config import Config, Service, Web, load
from crawler.core.backups import BackupPlan
from crawler.core.models import Outlet, Section, Topic
from crawler.core.plans import Alert, Channel, DigestPlan, Encryption, Include, Mail, Recipient
from crawler.core.retention import Retention

SMALL = """
[service]
contact = "desk@example.org"
[[outlets]]
name = "Gazette"
home = "https://gazette.example.org/"
[[topics]]
name = "Troops"
query = "troops"
"""

WHOLE = r"""
[service]
database = "kept/news.db"
contact = "https://example.org/about"
timezone = "Asia/Seoul"

[[outlets]]
name = "Gazette"
home = "http://127.0.0.1:8000/"
feeds = ["$FEED", "http://127.0.0.1:8000/b.xml"]
sitemaps = ["http://127.0.0.1:8000/news.xml"]
sections = [{ url = "http://127.0.0.1:8000/world/", links = '^/world/\d+' }]
every = "1 hour 30 minutes"
language = "uk"
delay = "0 seconds"
headers = { Authorization = "Bearer $TOKEN", "X-Desk" = "1" }
private_network = true
first_run = "announce"

[[topics]]
name = "Troops"
query = '''
  troops
  OR soldiers'''

[[topics]]
name = "Everything"
query = "*"

[mail]
smtp = "smtp://desk%40example.org@mail.example.org"
from = "News desk <newswatch@example.org>"

[[digests]]
name = "morning"
topics = ["Troops"]
at = ["19:00", "07:30", "07:30"]
days = ["mon", "thu"]
include = "kept"
to = ["mailto:desk@example.org", "file:digests/", "file:/var/news", "atom:digests/morning.xml", "$HOOK"]

[[digests]]
name = "hourly"
every = "1 hour"
to = "file:hourly.html"

[[digests]]
name = "alert"
every = "now"
include = "corrections"
quiet = "22:00 - 07:00"
limit = 3
to = "apprise:$CHAT"

[backup]
every = "6 hours"
to = "kept/copies/"
keep = 3

[retention]
visits = "7 days"
articles = "730 days"
"""
ENVIRON = {
    "FEED": "http://127.0.0.1:8000/a.xml?key=s3cret",
    "TOKEN": "s3cret",
    "CHAT": "slack://s3cret",
    "NEWSWATCH_WEBHOOK_SECRET": "whsec_czNjcmV0",
    "HOOK": "https://hooks.example.org/s3cret",
    "NEWSWATCH_SMTP_PASSWORD": "s3cret",
}


def loaded(folder: Path, text: str, **environ: str) -> Config:
    path = folder / "newswatch.toml"
    path.write_text(text, encoding="utf-8")
    config = load(path, environ)
    assert isinstance(config, Config), "\n".join(map(str, config))
    return config


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    assert loaded(tmp_path, SMALL) == Config(
        service=Service(tmp_path / "newswatch.db", "desk@example.org", ZoneInfo("UTC")),
        outlets=(Outlet("Gazette", home="https://gazette.example.org/"),),
        topics=(Topic("Troops", "troops"),),
    )


def test_all_that_is_said_of_the_service_and_the_outlets_is_read(tmp_path: Path) -> None:
    config = loaded(tmp_path, WHOLE, **ENVIRON)
    assert config.service == Service(tmp_path / "kept/news.db", "https://example.org/about", ZoneInfo("Asia/Seoul"))
    assert config.topics == (Topic("Troops", "  troops\n  OR soldiers"), Topic("Everything", "*"))
    assert config.outlets == (
        Outlet(
            name="Gazette",
            home="http://127.0.0.1:8000/",
            feeds=("http://127.0.0.1:8000/a.xml?key=s3cret", "http://127.0.0.1:8000/b.xml"),
            sitemaps=("http://127.0.0.1:8000/news.xml",),
            sections=(Section("http://127.0.0.1:8000/world/", r"^/world/\d+"),),
            every=timedelta(minutes=90),
            language="uk",
            delay=timedelta(),
            headers=(("Authorization", "Bearer s3cret"), ("X-Desk", "1")),
            private_network=True,
            first_run="announce",
        ),
    )


def test_all_that_is_said_of_what_is_kept_is_read(tmp_path: Path) -> None:
    config = loaded(tmp_path, WHOLE, **ENVIRON)
    assert config.backup == BackupPlan(timedelta(hours=6), tmp_path / "kept/copies", 3)
    assert config.retention == Retention(visits=timedelta(days=7), articles=timedelta(days=730))


def test_all_that_is_said_of_digests_is_read_and_files_are_beside_the_configuration(tmp_path: Path) -> None:
    assert loaded(tmp_path, WHOLE, **ENVIRON).digests == (
        DigestPlan(
            name="morning",
            topics=("Troops",),
            to=(
                Recipient("mailto:desk@example.org", Channel.MAIL, "desk@example.org"),
                Recipient("file:digests/", Channel.FILE, f"{tmp_path}/digests/"),
                Recipient("file:/var/news", Channel.FILE, "/var/news"),
                Recipient("atom:digests/morning.xml", Channel.ATOM, f"{tmp_path}/digests/morning.xml"),
                Recipient("$HOOK", Channel.WEBHOOK, "https://hooks.example.org/s3cret"),
            ),
            at=(time(7, 30), time(19, 0)),
            days=frozenset({0, 3}),
            include=Include.KEPT,
        ),
        DigestPlan(
            name="hourly",
            topics=("Troops", "Everything"),
            to=(Recipient("file:hourly.html", Channel.FILE, f"{tmp_path}/hourly.html"),),
            every=timedelta(hours=1),
        ),
        DigestPlan(
            name="alert",
            topics=("Troops", "Everything"),
            to=(Recipient("apprise:$CHAT", Channel.APPRISE, "slack://s3cret"),),
            alert=Alert((time(22), time(7)), limit=3),
            include=Include.CORRECTIONS,
        ),
    )


@pytest.mark.parametrize(
    ("smtp", "environ", "mail"),
    [
        ("smtp://me@m.example", {"NEWSWATCH_SMTP_PASSWORD": "p"}, ("m.example", 587, "starttls", "me", "p")),
        ("smtps://m.example", {}, ("m.example", 465, "tls", None, None)),
        ("smtps://m.example", {"NEWSWATCH_SMTP_PASSWORD": "p"}, ("m.example", 465, "tls", None, None)),
        ("smtp://m.example:2525/", {}, ("m.example", 2525, "starttls", None, None)),
        ("smtp://127.0.0.1", {}, ("127.0.0.1", 25, "none", None, None)),
        ("smtp://[::1]:1025", {}, ("::1", 1025, "none", None, None)),
        ("$SMTP_URL", {"SMTP_URL": "smtp://a:b%2Fc@m.example"}, ("m.example", 587, "starttls", "a", "b/c")),
        ("smtp://a:$PW@m.example", {"PW": "b"}, ("m.example", 587, "starttls", "a", "b")),
    ],
)
def test_the_mail_server_is_read(
    tmp_path: Path, smtp: str, environ: dict[str, str], mail: tuple[str, int, str, str | None, str | None]
) -> None:
    config = loaded(tmp_path, f'{SMALL}[mail]\nsmtp = "{smtp}"\nfrom = "a@example.org"\n', **environ)
    host, port, encryption, user, password = mail
    assert config.mail == Mail(host, port, Encryption(encryption), "a@example.org", user, password)


def test_no_secret_is_shown(tmp_path: Path) -> None:
    config = loaded(tmp_path, WHOLE, **ENVIRON)
    assert "s3cret" not in repr(config.mail)
    assert "s3cret" not in repr(config.digests)


def test_a_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    config = loaded(tmp_path, "\ufeff" + SMALL.replace("\n", "\r\n"))
    assert config.topics == (Topic("Troops", "troops"),)


def test_names_are_cleaned_and_found_by_digests_however_composed(tmp_path: Path) -> None:
    composed, decomposed = "Café", "Cafe\u0301"
    digest = f'[[digests]]\nname = "d"\ntopics = [" {decomposed} "]\nat = "07:30"\nto = "file:d/"\n'
    config = loaded(tmp_path, SMALL.replace("Troops", composed) + digest)
    assert config.digests[0].topics == (composed,) == tuple(topic.name for topic in config.topics)


def test_the_home_folder_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    config = loaded(tmp_path, SMALL.replace("[service]", '[service]\ndatabase = "~/news.db"'))
    assert config.service.database == tmp_path / "home/news.db"


def test_files_are_beside_a_configuration_that_is_named_without_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newswatch.toml").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    config = load(Path("newswatch.toml"), os.environ)
    assert isinstance(config, Config)
    assert config.service.database == tmp_path / "newswatch.db"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.org/a?b=c&d=%20#e",
        "http://example.org:8080",
        "https://новини.example.org/",
        "https://xn--e1aybc.example.org/",
        "https://8.8.8.8/feed",
        "https://[2001:4860:4860::8888]/feed",
        "HTTPS://EXAMPLE.ORG/",
        "https://example.org./",
    ],
)
def test_web_addresses_of_all_forms_are_read_as_they_stand(tmp_path: Path, address: str) -> None:
    config = loaded(tmp_path, SMALL.replace("https://gazette.example.org/", address))
    assert config.outlets[0].home == address


def test_webhooks_are_signed_with_the_secret_of_the_environment(tmp_path: Path) -> None:
    config = loaded(tmp_path, WHOLE, **ENVIRON)
    assert config.webhook_key == b"s3cret"
    assert "webhook_key" not in repr(config)


def test_a_webhooks_secret_that_is_none_is_told_without_it(tmp_path: Path) -> None:
    (tmp_path / "newswatch.toml").write_text(WHOLE, encoding="utf-8")
    problems = load(tmp_path / "newswatch.toml", {**ENVIRON, "NEWSWATCH_WEBHOOK_SECRET": "whsec_s3cret!"})
    assert isinstance(problems, tuple)
    assert ["NEWSWATCH_WEBHOOK_SECRET, which is no such secret" in str(each) for each in problems] == [True]
    assert "s3cret" not in str(problems)


def test_the_review_page_is_served_to_this_machine_where_nothing_is_said(tmp_path: Path) -> None:
    assert loaded(tmp_path, SMALL).web == Web("127.0.0.1", 8001, None, ())


def test_the_review_page_takes_its_password_from_the_environment_and_tells_it_to_nobody(tmp_path: Path) -> None:
    text = f'{SMALL}[web]\nhost = "0.0.0.0"\npassword = "$SECRET"\nnames = ["News.example.org:8443"]\n'
    web = loaded(tmp_path, text, SECRET="correct horse").web  # noqa: S106 - an example
    assert web == Web("0.0.0.0", 8001, "correct horse", ("news.example.org:8443",))
    assert "horse" not in repr(web)
    for weak in ("tiny", "ends with a space ", "mit Umlaut: äöü", "x" * 201):
        found = load(tmp_path / "newswatch.toml", {"SECRET": weak})
        assert isinstance(found, tuple)
        assert weak not in str(found[0])
