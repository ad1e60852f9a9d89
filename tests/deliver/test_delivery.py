"""Digests on their way to a mail server, a webhook and files on loopback, good and bad."""

from __future__ import annotations

import base64
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from lxml import etree

from crawler.core.plans import Channel, Recipient
from tests.deliver.office import KEY, MINUTE, atom, file, hook, mailto, office
from tests.deliver.receiving import Hook, Mailbox, mail_server, webhook

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening.getsockname()[1]


def test_a_digest_reaches_mail_files_feed_and_webhook(tmp_path: Path) -> None:
    box, received = Mailbox(), Hook()
    folder, feed = f"{tmp_path}/digests/", tmp_path / "feeds/news.xml"
    with mail_server(box) as smtp, webhook(received) as port:
        to = (*mailto("ann", "bob"), file(folder), file(tmp_path / "one.md"), atom(feed), hook(port))
        with office(tmp_path, *to, smtp_port=smtp) as desk:
            desk.news("Ferry late")
            desk.deliver()
            assert set(desk.ledger().values()) == {("delivered", 1, 0)}
            assert len(desk.ledger()) == 6
    assert [message["To"] for message in box.messages()] == ["ann@example.org", "bob@example.org"]
    assert sorted(path.suffix for path in Path(folder).iterdir()) == [".html", ".md", ".txt"]
    assert {path.read_text() for path in Path(folder).iterdir()} == {"<p>Ferry late</p>", "Ferry late"}
    assert (tmp_path / "one.md").read_text() == "Ferry late"
    assert len(etree.parse(feed).findall(f"{ATOM}entry")) == 1
    assert len(received.posted) == 1


def test_a_mail_is_its_text_and_its_page_from_the_sender_and_never_the_same_id_twice(tmp_path: Path) -> None:
    box = Mailbox()
    with mail_server(box) as smtp, office(tmp_path, *mailto("ann"), smtp_port=smtp) as desk:
        for title in ("여객선 늦어", "Ferry gone"):
            desk.news(title)
            desk.later(MINUTE)
    first, second = box.messages()
    assert (first["From"], first["Subject"]) == ("Desk <desk@example.org>", "alert: 1")
    assert [part.get_content().strip() for part in first.walk() if not part.is_multipart()] == [
        "여객선 늦어",
        "<p>여객선 늦어</p>",
    ]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"].endswith("@example.org>")


def test_a_server_that_is_down_is_tried_again_until_it_is_up(tmp_path: Path) -> None:
    box = Mailbox()
    with office(tmp_path, *mailto("ann"), file(f"{tmp_path}/d/")) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.ledger() == {
            "mailto:ann@example.org": ("deferred", 1, 0),
            desk.plan.to[1].name: ("delivered", 1, 0),
        }
        desk.later(30 * MINUTE)
        with mail_server(box) as desk.smtp_port:
            desk.later(30 * MINUTE)
            desk.later(30 * MINUTE)
        assert desk.ledger()["mailto:ann@example.org"] == ("delivered", 3, 0)
    assert len(box.taken) == 1


def test_a_slow_mail_server_and_a_slow_webhook_delay_nobody_else(tmp_path: Path, silent: int) -> None:
    received, slow = Hook(), Hook(hang=2)
    with webhook(received) as good, webhook(slow) as bad:
        to = (*mailto("ann"), hook(bad, "slow"), hook(good), file(f"{tmp_path}/d/"))
        with office(tmp_path, *to, smtp_port=silent, limit=0.5) as desk:
            desk.news("Ferry late")
            desk.deliver()
            states = {name: state for name, (state, *_) in desk.ledger().items()}
    # a mail server that never took the message cannot have delivered it; a webhook has read all of it
    assert states == {
        "mailto:ann@example.org": "deferred",
        "$SLOW": "unknown",
        "$DIGEST": "delivered",
        to[3].name: "delivered",
    }
    assert len(received.posted) == 1


def test_one_of_two_recipients_that_is_refused_costs_the_other_nothing(tmp_path: Path) -> None:
    box = Mailbox(rcpt={"ann@example.org": "550 no such user", "cem@example.org": "451 greylisted"})
    with mail_server(box) as smtp, office(tmp_path, *mailto("ann", "bob", "cem"), smtp_port=smtp) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert [state for state, *_ in desk.ledger().values()] == ["rejected", "delivered", "deferred"]
        assert desk.errors()[0] == "the mail server answered 550 no such user"
        box.rcpt.clear()
        desk.later()
        assert [state for state, *_ in desk.ledger().values()] == ["rejected", "delivered", "delivered"]
    assert sorted(address for address, _ in box.taken) == ["bob@example.org", "cem@example.org"]


@pytest.mark.parametrize(("answer", "state"), [("554 spam", "rejected"), ("452 full", "deferred")])
def test_a_message_that_is_refused_after_it_was_read_is_not_delivered(tmp_path: Path, answer: str, state: str) -> None:
    box = Mailbox(refuse_data=answer)
    with mail_server(box) as smtp, office(tmp_path, *mailto("ann"), smtp_port=smtp) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.ledger() == {"mailto:ann@example.org": (state, 1, 0)}


@pytest.mark.parametrize("how", ["drop", "hang"])
def test_mail_whose_server_is_lost_after_the_message_is_unknown_and_sent_once_more_as_it_was(
    tmp_path: Path, how: str
) -> None:
    box = Mailbox(drop=1) if how == "drop" else Mailbox(hang=2)
    with mail_server(box) as smtp, office(tmp_path, *mailto("ann"), smtp_port=smtp, limit=0.5) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.ledger() == {"mailto:ann@example.org": ("unknown", 1, 1)}
        box.hang = 0
        desk.later()
        desk.later()
        assert desk.ledger() == {"mailto:ann@example.org": ("delivered", 2, 1)}
    first, second = box.taken
    assert first == second


def test_mail_of_which_nothing_is_known_is_left_where_the_person_chose_so_and_never_sent_a_third_time(
    tmp_path: Path,
) -> None:
    for resend, taken in ((False, 1), (True, 2)):
        box, folder = Mailbox(drop=9), tmp_path / str(resend)
        folder.mkdir()
        with mail_server(box) as smtp, office(folder, *mailto("ann"), smtp_port=smtp, resend=resend) as desk:
            desk.news("Ferry late")
            for _ in range(4):
                desk.later(10 * MINUTE)
            assert desk.ledger() == {"mailto:ann@example.org": ("unknown", taken, taken)}
        assert len(box.taken) == taken


def test_a_webhook_gets_one_id_for_all_attempts_and_a_signature_for_each(tmp_path: Path) -> None:
    received = Hook(answers=[500, 200])
    with webhook(received) as port, office(tmp_path, hook(port)) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.ledger() == {"$DIGEST": ("deferred", 1, 0)}
        desk.later()
        assert desk.ledger() == {"$DIGEST": ("delivered", 2, 0)}
    first, second = received.posted
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert json.loads(first.body)["data"]["text"] == "Ferry late"
    for each in received.posted:
        signed = f"{each.headers['webhook-id']}.{each.headers['webhook-timestamp']}.".encode() + each.body
        version, _, signature = each.headers["webhook-signature"].partition(",")
        assert (version, base64.b64decode(signature)) == ("v1", hmac.digest(KEY, signed, "sha256"))
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 120


def test_a_webhook_that_asks_for_time_gets_it(tmp_path: Path) -> None:
    received = Hook(answers=[lambda: web.Response(status=429, headers={"Retry-After": "1800"}), 200])
    with webhook(received) as port, office(tmp_path, hook(port)) as desk:
        desk.news("Ferry late")
        for _ in range(3):
            desk.later(14 * MINUTE)
        assert desk.ledger() == {"$DIGEST": ("deferred", 1, 0)}
        desk.later(14 * MINUTE)
        assert desk.ledger() == {"$DIGEST": ("delivered", 2, 0)}


def test_a_webhook_that_is_gone_is_sent_nothing_more_until_a_person_retries(tmp_path: Path) -> None:
    received = Hook(answers=[410])
    with webhook(received) as port, office(tmp_path, hook(port)) as desk:
        for title in ("Ferry late", "Ferry lost"):
            desk.news(title)
            desk.later()
        assert desk.errors() == [
            "the webhook answered 410: it is gone, and is sent nothing more",
            "it is gone since delivery 1: retry that one to send to it again",
        ]
        received.answers = [200]
        desk.store.deliveries.retry(1, desk.now)
        desk.later()
        desk.news("Ferry found")
        desk.later()
        assert [row["state"] for row in desk.store.deliveries.rows(9)] == ["delivered", "rejected", "delivered"]
    assert len(received.posted) == 3


def test_a_webhook_that_is_lost_after_it_was_posted_to_is_unknown_and_posted_to_again(tmp_path: Path) -> None:
    received = Hook(answers=[0, 200])
    with webhook(received) as port, office(tmp_path, hook(port)) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.ledger() == {"$DIGEST": ("unknown", 1, 1)}
        desk.later()
        assert desk.ledger() == {"$DIGEST": ("delivered", 2, 1)}
    assert len({each.headers["webhook-id"] for each in received.posted}) == 1


def test_a_redirect_is_not_followed_and_a_body_without_end_is_not_read(tmp_path: Path) -> None:
    huge = web.Response(status=200, body=b"x" * 50_000_000)
    received = Hook(answers=[lambda: web.Response(status=307, headers={"Location": "/elsewhere"}), lambda: huge])
    with webhook(received) as port, office(tmp_path, hook(port)) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.errors()[0].startswith("the webhook answered 307 to /elsewhere: redirects are not followed")
        desk.later()
        assert desk.ledger() == {"$DIGEST": ("delivered", 2, 0)}
    assert {each.path for each in received.posted} == {"/digest"}


def test_a_name_that_leads_into_the_private_network_is_refused_and_a_written_address_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def lookup(host: str, port: int, *more: object, **options: object) -> object:
        return real("127.0.0.1" if host == "hooks.example.org" else host, port, *more, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    received = Hook()
    with webhook(received) as port:
        trap = Recipient("$TRAP", Channel.WEBHOOK, f"http://hooks.example.org:{port}/x")
        meant = Recipient("$MEANT", Channel.WEBHOOK, f"http://localhost:{port}/x")
        with office(tmp_path, trap, meant) as desk:
            desk.news("Ferry late")
            desk.deliver()
            assert desk.ledger() == {"$TRAP": ("deferred", 1, 0), "$MEANT": ("delivered", 1, 0)}
            assert "leads into a private network" in desk.errors()[0]
    assert len(received.posted) == 1


def test_a_folder_that_cannot_be_written_is_tried_again_and_leaves_no_half_file(tmp_path: Path) -> None:
    blocked = tmp_path / "digests"
    blocked.write_text("in the way")
    with office(tmp_path, file(f"{blocked}/")) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert [state for state, *_ in desk.ledger().values()] == ["deferred"]
        blocked.unlink()
        desk.later()
        assert [state for state, *_ in desk.ledger().values()] == ["delivered"]
    assert len(list(blocked.iterdir())) == 3


def test_a_feed_holds_the_newest_digests_newest_first_under_ids_that_stay(tmp_path: Path) -> None:
    feed = tmp_path / "news.xml"
    ids = []
    with office(tmp_path, atom(feed)) as desk:
        for n in range(33):
            desk.news(f"Ferry {n}")
            desk.later(20 * MINUTE)
            root = etree.parse(feed).getroot()
            ids.append([root.findtext(f"{ATOM}id"), *(each.text for each in root.findall(f"{ATOM}entry/{ATOM}id"))])
    assert ids[-1][1:] == [each[1] for each in reversed(ids)][:30]
    assert len({each[0] for each in ids}) == 1


def test_a_recipient_that_is_configured_no_more_is_told_so(tmp_path: Path) -> None:
    with office(tmp_path, *mailto("ann", "bob")) as desk:
        desk.news("Ferry late")
        desk.queueing.due(desk.plan, desk.now)
        desk.plan = replace(desk.plan, to=mailto("bob"))
        desk.deliver()
        assert desk.errors()[0] == "newswatch.toml names no such recipient any more"


def test_apprise_that_is_not_installed_or_knows_no_such_service_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    with office(tmp_path, Recipient("apprise:$CHAT", Channel.APPRISE, "json://127.0.0.1:1/")) as desk:
        desk.news("Ferry late")
        desk.deliver()
        assert desk.errors() == ["Apprise is not installed: pip install 'newswatch[apprise]'"]
