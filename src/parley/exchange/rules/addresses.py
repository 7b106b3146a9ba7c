"""Which addresses of the internet a node, or a member's machine, may be made to ask. Pure.

Whoever answers can redirect, and whoever runs the domain says what a name resolves to: so that what is asked for is
public is decided from the address that the connection goes to (OWASP, Server-Side Request Forgery).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from parley.council.errors import Message, gettext_noop, shown

Address = IPv4Address | IPv6Address
URL_CHARS_MAX = 8_000
_PORTS = {"https": 443, "http": 80}

# IANA, IPv4 Special-Purpose Address Registry: what is not globally reachable; and what is not unicast.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # answers inside each machine of one large cloud (Azure, "What is 168.63.129.16?")
    )
)
_UNICAST_6 = IPv6Network("2000::/3")
"""RFC 4291, 2.4, and IANA: all that is global unicast today. Mapped, compatible and NAT64 addresses are outside it."""
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo (an IPv4 address inside), ORCHID, benchmarking and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",
    )
)
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})  # RFC 5214, 6.1: an IPv4 address behind it


def is_public(address: Address) -> bool:
    """Is it an address that anybody could ask anyway?"""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None or address not in _UNICAST_6:
        return False
    return (int(address) >> 32) & 0xFFFF_FFFF not in _ISATAP and not any(address in net for net in _NOT_PUBLIC_6)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked, as far as it can be said before its name is resolved."""

    scheme: str
    host: str  # ASCII, lowercase
    port: int
    path: str

    @property
    def origin(self) -> str:
        """RFC 6454, 6.2, with the port always."""
        return f"{self.scheme}://{self._written}:{self.port}"

    @property
    def authority(self) -> str:
        """What the header Host says (RFC 9110, 7.2)."""
        return self._written if self.port == _PORTS[self.scheme] else f"{self._written}:{self.port}"

    @property
    def _written(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target(url: str) -> Target | Message:
    """Read a URL, or say why it is not asked."""
    if len(url) > URL_CHARS_MAX:
        return _refused(gettext_noop("an address of at most 8,000 characters"), f"{len(url):,}")
    if not url.isprintable() or " " in url or "\\" in url:
        return _refused(gettext_noop("an address without spaces, control characters and backslashes"), url)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
        ascii_host = host if host.isascii() else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return _refused(gettext_noop("an address such as https://intel.example/taxii2/"), url)
    if parts.scheme not in _PORTS or not ascii_host or "%" in ascii_host:
        return _refused(gettext_noop("an address that begins with https:// and a host"), url)
    if "@" in parts.netloc:
        return _refused(gettext_noop("an address without a user name and password in it"), parts.scheme + "://…@…")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        return _refused(gettext_noop("an address whose path is percent-encoded"), url)
    return Target(parts.scheme, ascii_host.lower().rstrip("."), port or _PORTS[parts.scheme], path)


def chosen(to: Target, resolved: Iterable[str], *, private: bool) -> Address | Message:
    """The address to connect to, of those that a name resolved to; or why to none.

    1. Every one of them must be allowed: a name that is half inside is not half safe.
    2. Public ones are. Where the person who runs the command named this very server, also private ones.
    3. Without TLS, only the machine itself: nothing secret crosses a network in the clear.
    """
    addresses = [ip_address(text) for text in resolved]
    if not addresses:
        return _refused(gettext_noop("a name that resolves to an address"), to.host)
    for address in addresses:
        if not private and not is_public(address):  # 1, 2
            return _refused(gettext_noop("a server with a public address"), f"{to.host} ({address})")
        if to.scheme == "http" and not (private and address.is_loopback):  # 3
            return _refused(gettext_noop("https://, since it is not this very machine"), to.url())
    return addresses[0]


def _refused(expected: str, came: str) -> Message:
    return Message(
        gettext_noop("Expected: %(expected)s. Came: %(came)s. Nothing was sent there."),
        expected=Message(expected),
        came=shown(came),
    )
