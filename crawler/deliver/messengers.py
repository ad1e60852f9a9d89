"""Any service that Apprise knows: chats, push messages. Installed by whoever wants it: `newswatch[apprise]`."""

from __future__ import annotations

import asyncio

from crawler.core.deliveries import DELIVERED, Issue, Outcome, Parcel, Result

# The service may be known to Apprise and out of order: it says yes or no, and never why.
_NOT_TAKEN = Outcome(Result.DEFERRED, "the service did not take the message")
_WRONG_URL = Outcome(Result.REJECTED, "Apprise does not know such an address: see its list of services")


class AppriseChannel:
    """Sends a digest's subject and text through Apprise, which cuts it to what the service bears."""

    async def send(self, parcel: Parcel) -> Outcome:
        """Deliver one digest to one Apprise URL."""
        return await asyncio.to_thread(_send, parcel.recipient.address, parcel.issue)


def _send(url: str, issue: Issue) -> Outcome:
    try:
        import apprise  # noqa: PLC0415 - an extra that few install
    except ImportError:
        return Outcome(Result.DEFERRED, "Apprise is not installed: pip install 'newswatch[apprise]'")
    service = apprise.Apprise()
    if not service.add(url):
        return _WRONG_URL
    made = issue.rendered
    taken = service.notify(title=made.subject, body=made.markdown, body_format=apprise.NotifyFormat.MARKDOWN)
    return DELIVERED if taken else _NOT_TAKEN
