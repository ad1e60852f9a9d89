"""The ways a digest goes out, each with what it needs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from crawler.config import Config
from crawler.core.deliveries import Outcome, Parcel
from crawler.core.plans import Channel, Recipient
from crawler.deliver.files import AtomChannel, FileChannel, atom_feed
from crawler.deliver.mail import MailChannel, build_message
from crawler.deliver.messengers import AppriseChannel
from crawler.deliver.webhook import WebhookChannel, payload

Send = Callable[[Parcel], Awaitable[Outcome]]
Channels = Mapping[Channel, Send]


def channels(config: Config, now: Callable[[], datetime]) -> Channels:
    """All channels, as the person configured them."""
    return {
        Channel.MAIL: MailChannel(config.mail).send,
        Channel.FILE: FileChannel(config.service.timezone).send,
        Channel.ATOM: AtomChannel().send,
        Channel.WEBHOOK: WebhookChannel(config.webhook_key, now).send,
        Channel.APPRISE: AppriseChannel().send,
    }


def sent(parcel: Parcel, config: Config) -> bytes:
    """What is sent of a parcel: the mail, the page, the feed, what is posted, or the message."""
    issue = parcel.issue
    match parcel.recipient.channel:
        case Channel.MAIL:
            return build_message(issue, config.mail.sender, parcel.recipient.address) if config.mail else b""
        case Channel.FILE:
            return issue.rendered.html.encode()
        case Channel.ATOM:
            return atom_feed(issue.name, parcel.entries).encode()
        case Channel.WEBHOOK:
            return payload(issue)
        case Channel.APPRISE:
            return issue.rendered.markdown.encode()


def lane(recipient: Recipient) -> str:
    """What deliveries wait for each other by: one mail server takes one message at a time, all else one a recipient."""
    return "mail" if recipient.channel is Channel.MAIL else recipient.name
