"""The certificate has to be the name's, although the connection goes to an address."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from parley.exchange import fetching
from parley.exchange.fetching import FetchError, Limits, fetch

QUICK = Limits(bytes=1000, seconds=5, redirects=0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of intel.example, signed by itself; with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "intel.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("intel.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def port(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server on this machine that whatever name resolves to. It answers with the head that it got."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            met, _ = listening.accept()
            with met:
                try:
                    with context.wrap_socket(met, server_side=True) as secure:
                        head = secure.recv(65536)
                        secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(head), head))
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    monkeypatch.setattr(fetching, "resolve", lambda *_: ["127.0.0.1"])
    port: int = listening.getsockname()[1]
    yield port
    stopped.set()
    socket.create_connection(("127.0.0.1", port)).close()
    thread.join(5)
    listening.close()


def test_a_server_that_proves_its_name_is_asked_by_its_name(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answer = fetch(f"https://intel.example:{port}/x", limits=QUICK, private=True)
    assert f"Host: intel.example:{port}".encode() in answer.body


def test_a_server_that_proves_another_name_is_not(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(FetchError, match="does not prove"):
        fetch(f"https://other.example:{port}/x", limits=QUICK, private=True)


def test_a_server_that_nobody_vouches_for_is_not(port: int) -> None:
    with pytest.raises(FetchError, match="does not prove"):
        fetch(f"https://intel.example:{port}/x", limits=QUICK, private=True)
