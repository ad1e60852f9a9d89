"""Mail to a server that asks for encryption and a password, as the ones on the internet do."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.core.deliveries import Result
from crawler.core.plans import Encryption, Mail
from crawler.deliver.mail import _HandingOver
from tests.deliver.receiving import Mailbox, mail_server

MESSAGE = b"Subject: News\r\n\r\nThe ferry sails.\r\n"
LIMITS = (5.0, 5.0)


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's side of TLS for 127.0.0.1, with a certificate that this test's clients trust."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    trusted, pair = tmp_path / "trusted.pem", tmp_path / "pair.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pair.write_bytes(trusted.read_bytes() + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    return context


def asks_for_a_password(server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword) -> AuthResult:  # noqa: ARG001
    return AuthResult(success=given == LoginPassword(b"desk", b"secret"))


def handed_over(port: int, encryption: Encryption, password: str) -> Result:
    mail = Mail("127.0.0.1", port, encryption, "desk@example.org", "desk", password)
    return _HandingOver(mail, "a@example.org", MESSAGE, LIMITS).run().result


def test_mail_is_handed_over_under_starttls_with_a_password(certified: ssl.SSLContext) -> None:
    box = Mailbox()
    asked = {"tls_context": certified, "require_starttls": True, "authenticator": asks_for_a_password}
    with mail_server(box, **asked, auth_required=True) as port:
        assert handed_over(port, Encryption.STARTTLS, "secret") is Result.DELIVERED
        assert handed_over(port, Encryption.STARTTLS, "guess") is Result.DEFERRED
    assert [address for address, _ in box.taken] == ["a@example.org"]


def test_mail_is_handed_over_under_tls_from_the_first_byte(certified: ssl.SSLContext) -> None:
    box = Mailbox()
    asked = {"authenticator": asks_for_a_password, "auth_require_tls": False}
    with mail_server(box, **asked, server_hostname="127.0.0.1", ssl_context=certified) as port:
        assert handed_over(port, Encryption.TLS, "secret") is Result.DELIVERED
    assert len(box.taken) == 1


def test_nothing_is_told_to_a_server_that_cannot_prove_who_it_is(
    certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    box = Mailbox()
    with mail_server(box, tls_context=certified, require_starttls=True) as port:
        assert handed_over(port, Encryption.STARTTLS, "secret") is Result.DEFERRED
    assert box.taken == []
