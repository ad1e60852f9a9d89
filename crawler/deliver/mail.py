"""Mail by SMTP: one message, and one transaction, a recipient. What is sent of a digest is the same at each attempt."""

from __future__ import annotations

import asyncio
import hashlib
import re
import smtplib
import socket
import ssl
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from crawler.core.deliveries import Issue, Outcome, Parcel, Result, smtp_outcome
from crawler.core.plans import Encryption, Mail
from crawler.core.text import clean_line

# A server that says nothing for so long before it has the message will not take it (RFC 5321, 4.5.3.2, asks for minutes of
# patience with mail of the last century).
STEP_SECONDS = 60.0
# After the message is there, the answer may wait for its scanners: RFC 5321, 4.5.3.2.6.
ANSWER_SECONDS = 600.0
# Headers of a megabyte cost the standard library 41 s (FAULTS 89).
_SUBJECT_LENGTH = 200
_HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
# The classes of SMTP's positive answers.
_DONE, _GO_ON = 2, 3
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class InjectedHeaderError(Exception):
    """A message that reads otherwise than it was written: something in it became a header."""


class MailChannel:
    """Hands messages to the person's mail server. `step` and `answer` are its time limits, in seconds."""

    def __init__(self, mail: Mail | None, *, step: float = STEP_SECONDS, answer: float = ANSWER_SECONDS) -> None:
        self._mail, self._step, self._answer = mail, step, answer

    async def send(self, parcel: Parcel) -> Outcome:
        """Deliver one digest to one address."""
        if self._mail is None:
            return Outcome(Result.DEFERRED, "there is no mail server: add [mail] to newswatch.toml")
        try:
            message = build_message(parcel.issue, self._mail.sender, parcel.recipient.address)
        except (InjectedHeaderError, ValueError) as error:
            return Outcome(Result.REJECTED, f"the message was not sent: {error}")
        handing = _HandingOver(self._mail, parcel.recipient.address, message, (self._step, self._answer))
        return await asyncio.to_thread(handing.run)


def build_message(issue: Issue, sender: str, recipient: str) -> bytes:
    """The message, as it goes over the line. Raises InjectedHeaderError."""
    message = EmailMessage(policy=policy.SMTP)
    # the standard library decodes what looks like an encoded word, and a line break may come out of it (FAULTS 88)
    subject = clean_line(issue.rendered.subject, _SUBJECT_LENGTH).replace("=?", "= ?")
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Date"] = format_datetime(issue.composed_at)
    message["Message-ID"] = issue.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no one answers that they are on holiday
    # quoted-printable also keeps lines under the 998 characters that SMTP allows (FAULTS 90)
    message.set_content(issue.rendered.text, cte="quoted-printable")
    message.add_alternative(issue.rendered.html, subtype="html", cte="quoted-printable")
    # "=" stands in no quoted-printable text unescaped, and a boundary of chance would make each attempt another message
    message.set_boundary(f"=_{hashlib.sha256(issue.message_id.encode()).hexdigest()[:32]}")
    data = message.as_bytes()
    written = sorted(message_from_bytes(data, policy=policy.compat32).keys())
    if written != sorted(_HEADERS):
        raise InjectedHeaderError(f"its headers would read as {', '.join(written)}")
    return data


class _HandingOver:
    """One SMTP transaction, in a thread of its own. Once the message's end is on its way, no answer means unknown."""

    def __init__(self, mail: Mail, recipient: str, message: bytes, limits: tuple[float, float]) -> None:
        self._mail, self._recipient, self._message = mail, recipient, message
        self._step, self._answer = limits
        self._sent = False

    def run(self) -> Outcome:
        """Hand the message over."""
        try:
            smtp = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.DEFERRED, self._said(error))
        try:
            return self._transaction(smtp)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Result.UNKNOWN if self._sent else Result.DEFERRED, self._said(error))
        finally:
            with suppress(smtplib.SMTPException, OSError):
                smtp.sock.settimeout(self._step)  # type: ignore[union-attr]  # where it is None there is nothing to end
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        mail, name = self._mail, _domain(self._mail.sender)
        context = ssl.create_default_context()
        # naming ourselves spares the look-up of this machine's name, which newswatch has no reason to tell
        if mail.encryption is Encryption.TLS:
            return self._greeted(smtplib.SMTP_SSL(mail.host, mail.port, name, timeout=self._step, context=context))
        return self._greeted(smtplib.SMTP(mail.host, mail.port, name, timeout=self._step), context)

    def _greeted(self, smtp: smtplib.SMTP, context: ssl.SSLContext | None = None) -> smtplib.SMTP:
        try:
            if context and self._mail.encryption is Encryption.STARTTLS:
                smtp.starttls(context=context)
            if self._mail.user:
                smtp.login(self._mail.user, self._mail.password or "")
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _transaction(self, smtp: smtplib.SMTP) -> Outcome:
        sender = parseaddr(self._mail.sender)[1]
        for line, ready in (
            (f"MAIL FROM:<{sender}>", _DONE),
            (f"RCPT TO:<{self._recipient}>", _DONE),
            ("DATA", _GO_ON),
        ):
            code, reply = smtp.docmd(line)
            if code // 100 != ready:
                return smtp_outcome(code, _text(reply))
        return self._data(smtp)

    def _data(self, smtp: smtplib.SMTP) -> Outcome:
        assert smtp.sock is not None  # noqa: S101 - it is connected
        # the end would wait for the body's receipt, which servers delay by 40 ms
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = _LEADING_DOT.sub(b"..", self._message)
        smtp.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        self._sent = True
        smtp.sock.settimeout(self._answer)
        smtp.send(b".\r\n")
        code, reply = smtp.getreply()
        return smtp_outcome(code, _text(reply))

    def _said(self, error: Exception) -> str:
        where = f"the mail server {self._mail.host}:{self._mail.port}"
        match error:
            case smtplib.SMTPAuthenticationError():
                return f"{where} refuses the user or the password: {error.smtp_code} {_text(error.smtp_error)}"
            case ssl.SSLCertVerificationError():
                return f"{where} shows a certificate that is not valid: {error.verify_message}"
            case TimeoutError():
                return f"{where} did not answer in time"
            case socket.gaierror():
                return f"{where} is not found: {error.strerror}"
            case _:
                return f"{where}: {error}"


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def _text(reply: bytes | str) -> str:
    return clean_line(reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply)
