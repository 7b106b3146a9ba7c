"""What the members of the demo share in the exchange: made up to be tried, and about nobody.

Two kinds of objects, told apart by their labels. `published` ones name what was published, with its source: weaknesses
by their CVE numbers, techniques and a family of malware as MITRE ATT&CK numbers them, the test file of EICAR. All
others are `illustration`: their names say so, and their addresses are those that are kept for texts (RFC 5737, 2606).
That a member shared them, and with whom, is made up as well. Nothing is attributed to anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from parley.release.rules import RELEASE_EXTENSION

TLP = {
    # The OASIS extension definition of TLP 2.0
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
ILLUSTRATION = "Made up for the demonstration. The addresses are kept for examples and belong to nobody."
# https://www.eicar.org: a file of 68 octets that virus scanners report although it does nothing.
EICAR = {
    "MD5": "44d88612fea8a8f36de82e1278abb02f",
    "SHA-256": "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
}

Made = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: `key` gives its id. `valid_days` counts from the moment of loading; past ones have expired."""

    type: str
    key: str
    properties: Made = field(default_factory=dict)
    valid_days: int | None = None

    @property
    def id(self) -> str:
        drawn = hashlib.shake_256(f"parley demo/stix/{self.key}".encode()).digest(16)
        return f"{self.type}--{UUID(bytes=drawn, version=4)}"


@dataclass(frozen=True, slots=True)
class Share:
    """What one authority shared at once. `to`: "council", "us", a group's key, or codes of parties."""

    key: str
    by: str
    hours_ago: int
    to: str | tuple[str, ...]
    tlp: str
    things: tuple[Thing, ...]
    attribution: str = "shown"


def made(thing: Thing, share: Share, now: datetime) -> dict[str, Any]:
    """The object as it is shared; `now` is when the demo is loaded."""
    created = now - timedelta(hours=share.hours_ago + 2)
    stix: dict[str, Any] = {
        "type": thing.type,
        "spec_version": "2.1",
        "id": thing.id,
        "created": stamp(created),
        "modified": stamp(created),
        "object_marking_refs": [TLP[share.tlp]],
        **thing.properties,
    }
    if thing.type == "indicator":
        stix |= {"pattern_type": "stix", "valid_from": stamp(created - timedelta(days=60))}
    if thing.type == "report":
        stix |= {"published": stamp(created)}
    if thing.valid_days is not None:
        stix |= {"valid_until": stamp(now + timedelta(days=thing.valid_days))}
    if share.attribution != "shown":
        extension = {"extension_type": "property-extension", "attribution": share.attribution}
        stix |= {"extensions": {RELEASE_EXTENSION: extension}}
    return stix


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


# ── How the objects are written down ─────────────────────────────────────────────────────────


def _published(type_: str, key: str, name: str, description: str, source: str, number: str, **more: Any) -> Thing:
    reference = {"source_name": source, "external_id": number, **_address(source, number)}
    own = {"name": name, "description": description, "labels": ["published"], "external_references": [reference]}
    return Thing(type_, key, own | more)


def _address(source: str, number: str) -> dict[str, str]:
    match source, number[0]:
        case "cve", _:
            return {"url": f"https://nvd.nist.gov/vuln/detail/{number}"}
        case _, "T":
            return {"url": f"https://attack.mitre.org/techniques/{number}"}
        case _, "M":
            return {"url": f"https://attack.mitre.org/mitigations/{number}"}
        case _:
            return {"url": f"https://attack.mitre.org/software/{number}"}


def _illustration(type_: str, key: str, name: str, description: str = ILLUSTRATION, **more: Any) -> Thing:
    own = {"name": f"{name} (illustration)", "description": description, "labels": ["illustration"]}
    return Thing(type_, key, own | more)


def _indicator(key: str, name: str, pattern: str, *, valid_days: int | None = None, **more: Any) -> Thing:
    own = {"pattern": pattern, "indicator_types": ["malicious-activity"]}
    made_ = _illustration("indicator", key, name, **(own | more))
    return Thing(made_.type, made_.key, made_.properties, valid_days)


def _related(source: Thing, kind: str, target: Thing) -> Thing:
    own = {"relationship_type": kind, "source_ref": source.id, "target_ref": target.id}
    return Thing("relationship", f"{source.key}/{kind}/{target.key}", own)


def _is(path: str) -> Callable[[str], str]:
    return lambda value: f"[{path} = '{value}']"


_ADDRESS, _DOMAIN, _URL = _is("ipv4-addr:value"), _is("domain-name:value"), _is("url:value")

# ── Published ────────────────────────────────────────────────────────────────────────────────

LOG4J = _published(
    "vulnerability",
    "log4j",
    "CVE-2021-44228",
    "Apache Log4j 2: text that is logged can make it load and run code from elsewhere (Log4Shell).",
    "cve",
    "CVE-2021-44228",
)
PRINT_SPOOLER = _published(
    "vulnerability",
    "print-spooler",
    "CVE-2021-34527",
    "Windows print spooler: code can be run from afar with the rights of the system (PrintNightmare).",
    "cve",
    "CVE-2021-34527",
)
EXCHANGE_SERVER = _published(
    "vulnerability",
    "exchange-server",
    "CVE-2021-26855",
    "Microsoft Exchange Server: requests can be made in the name of the server (ProxyLogon).",
    "cve",
    "CVE-2021-26855",
)
SMB = _published(
    "vulnerability",
    "smb",
    "CVE-2017-0144",
    "Windows, SMB version 1: crafted packets can run code (closed by Microsoft's bulletin MS17-010).",
    "cve",
    "CVE-2017-0144",
)
PUBLIC_APPLICATION = _published(
    "attack-pattern",
    "public-application",
    "Exploit Public-Facing Application",
    "A weakness of a service that faces the internet is used to get in.",
    "mitre-attack",
    "T1190",
)
PHISHING = _published(
    "attack-pattern",
    "phishing",
    "Phishing",
    "A message makes its reader open a file or a link, or give a password away.",
    "mitre-attack",
    "T1566",
)
ENCRYPTED = _published(
    "attack-pattern",
    "encrypted",
    "Data Encrypted for Impact",
    "Files are encrypted so that their owner cannot use them; often money is asked for the key.",
    "mitre-attack",
    "T1486",
)
BRUTE_FORCE = _published(
    "attack-pattern",
    "brute-force",
    "Brute Force",
    "Passwords are tried until one fits.",
    "mitre-attack",
    "T1110",
)
UPDATE = _published(
    "course-of-action",
    "update",
    "Update Software",
    "Known weaknesses are closed by new versions: install them, first on what faces the internet.",
    "mitre-attack",
    "M1051",
)
FACTORS = _published(
    "course-of-action",
    "factors",
    "Multi-factor Authentication",
    "A password alone opens nothing: ask for a second proof.",
    "mitre-attack",
    "M1032",
)
WANNACRY = _published(
    "malware",
    "wannacry",
    "WannaCry",
    "Ransomware of May 2017 that spread by itself through SMB version 1.",
    "mitre-attack",
    "S0366",
    is_family=True,
    malware_types=["ransomware", "worm"],
)
_FACTS = (
    *(LOG4J, PRINT_SPOOLER, EXCHANGE_SERVER, SMB, PUBLIC_APPLICATION, PHISHING, ENCRYPTED, BRUTE_FORCE),
    *(UPDATE, FACTORS, WANNACRY),
    _related(WANNACRY, "exploits", SMB),
    _related(WANNACRY, "uses", ENCRYPTED),
    _related(UPDATE, "mitigates", PUBLIC_APPLICATION),
    _related(FACTORS, "mitigates", BRUTE_FORCE),
)
READING = _illustration(
    "report",
    "reading",
    "What the seminar is about, in published words",
    "Weaknesses, techniques and a family of malware that were published widely, put together for the demonstration.",
    report_types=["attack-pattern", "vulnerability"],
    object_refs=[thing.id for thing in _FACTS],
)

# ── Illustrations ────────────────────────────────────────────────────────────────────────────

EXERCISE_SET = _illustration("intrusion-set", "exercise-set", "Exercise set A", goals=["to be found in an exercise"])
LOGIN_NAME = _indicator("login-name", "Name of a false sign-in page", _DOMAIN("login.example.com"), valid_days=90)
LOGIN_PAGE = _indicator(
    "login-page", "Address of a false sign-in page", _URL("http://login.example.com/verify"), valid_days=90
)
SENDER = _indicator("sender", "Sender of an exercise's messages", _ADDRESS("192.0.2.25"), valid_days=30)
EICAR_FILE = _illustration(
    "malware",
    "eicar-file",
    "EICAR test file",
    "The harmless file by which one finds out whether a virus scanner works (eicar.org).",
    is_family=False,
    malware_types=["unknown"],
)
EICAR_HASH = _indicator(
    "eicar-hash",
    "Hashes of the EICAR test file",
    f"[file:hashes.'SHA-256' = '{EICAR['SHA-256']}' OR file:hashes.MD5 = '{EICAR['MD5']}']",
    indicator_types=["benign"],
    external_references=[{"source_name": "EICAR", "url": "https://www.eicar.org"}],
)
STORE_NAME = _indicator("store-name", "Name of a store of files", _DOMAIN("files.example.net"), valid_days=45)
RELAY_ONE = _indicator("relay-one", "First relay", _ADDRESS("198.51.100.17"), valid_days=45)
RELAY_TWO = _indicator("relay-two", "Second relay", _ADDRESS("198.51.100.18"), valid_days=45)
RELAYS = _illustration("infrastructure", "relays", "Two relays", infrastructure_types=["command-and-control"])
BENCH_HOST = _indicator("bench-host", "Host of a laboratory's bench", _DOMAIN("bench.example.org"), valid_days=20)
BENCH_TOOL = _illustration("tool", "bench-tool", "Imaging tool of a bench", tool_types=["information-gathering"])
KNOCKING = _indicator("knocking", "Host that tries passwords", _ADDRESS("203.0.113.5"), valid_days=14)
OLD_HOST = _indicator("old-host", "Host of last year's exercise", _ADDRESS("203.0.113.80"), valid_days=-30)
LETTER = _indicator(
    "letter",
    "Attachment of an exercise's letter",
    "[file:name = 'invitation-to-the-exercise.docm']",
    valid_days=60,
)
LETTERS = _illustration("campaign", "letters", "Letters of an exercise")
MIRROR = _indicator("mirror", "Mirror of a false page", _DOMAIN("mirror.example.com"), valid_days=60)
MIRROR_HOST = _indicator("mirror-host", "Host of the mirror", _ADDRESS("192.0.2.44"), valid_days=60)
UNNAMED_ONE = _indicator("unnamed-one", "Host seen at a gateway", _ADDRESS("198.51.100.200"), valid_days=30)
UNNAMED_TWO = _indicator("unnamed-two", "Name seen at a gateway", _DOMAIN("gateway.example.net"), valid_days=30)
DISCREET = _indicator("discreet", "Name in a suspicious letter", _DOMAIN("letter.example.org"), valid_days=30)
MISTAKEN = _indicator("mistaken", "Shared by mistake and taken back", _ADDRESS("192.0.2.53"))

SHARES = (
    Share("facts", "secretariat", 240, "council", "clear", (*_FACTS, READING)),
    Share(
        "exercise",
        "in-nscs",
        216,
        "council",
        "green",
        (
            *(EXERCISE_SET, LOGIN_NAME, LOGIN_PAGE, SENDER),
            *(_related(each, "indicates", EXERCISE_SET) for each in (LOGIN_NAME, LOGIN_PAGE, SENDER)),
        ),
    ),
    Share(
        "eicar",
        "in-nscs",
        192,
        "forensics",
        "amber",
        (EICAR_FILE, EICAR_HASH, _related(EICAR_HASH, "indicates", EICAR_FILE)),
    ),
    Share(
        "relays",
        "cn-authority",
        168,
        ("PK", "RU"),
        "amber+strict",
        (
            *(RELAYS, RELAY_ONE, RELAY_TWO, STORE_NAME),
            *(_related(each, "indicates", RELAYS) for each in (RELAY_ONE, RELAY_TWO)),
        ),
    ),
    Share("bench", "cn-authority", 150, "laboratories", "amber", (BENCH_TOOL, BENCH_HOST)),
    Share("knocking", "pk-authority", 130, ("IN", "RATS-EC"), "red", (KNOCKING,)),
    Share(
        "letters",
        "ru-authority",
        110,
        "council",
        "green",
        (LETTERS, LETTER, OLD_HOST, _related(LETTER, "indicates", LETTERS)),
    ),
    Share("mirror", "kz-authority", 90, "council", "green", (MIRROR, MIRROR_HOST)),
    Share("unnamed", "uz-authority", 72, "council", "amber", (UNNAMED_ONE, UNNAMED_TWO), attribution="masked"),
    Share("discreet", "kg-authority", 60, "council", "amber", (DISCREET,), attribution="secretariat"),
    Share("mistaken", "kz-authority", 48, "council", "green", (MISTAKEN,)),
)
FETCHED = ("in-nscs", "pk-authority", "cn-authority", "ru-authority")
"""Who fetches what is shared with it before the mistaken one is taken back: each is served a notice of that."""
FETCHED_HOURS_AGO = 40
RECALLED = ("mistaken", MISTAKEN)
RECALLED_HOURS_AGO = 36
CLOSED_POSTURE = ("kz-authority", "TJ")
"""A posture has no meaning here but to show what it does: one sees two hosts less than the others."""
POSTURE_HOURS_AGO = 245


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a thing. `to`: "council", or "originator"."""

    key: str
    by: str
    hours_ago: int
    on: Thing
    kind: str
    text: str
    to: str
    opinion: str = ""
    count: int | None = None


COMMENTS = (
    Comment(
        "seen",
        "pk-authority",
        30,
        LOGIN_NAME,
        "sighting",
        "Illustration: seen in the log of a name server of the exercise.",
        "council",
        count=4,
    ),
    Comment(
        "seen-too",
        "ru-authority",
        28,
        LOGIN_NAME,
        "sighting",
        "Illustration: seen once, on the second day of the exercise.",
        "council",
        count=1,
    ),
    Comment(
        "agree",
        "kz-authority",
        24,
        LETTER,
        "opinion",
        "Illustration: it agrees with what the exercise showed us.",
        "council",
        opinion="agree",
    ),
    Comment(
        "correct",
        "tj-authority",
        20,
        OLD_HOST,
        "correction",
        "Illustration: the exercise of last year ended two weeks earlier than this says.",
        "originator",
    ),
    Comment(
        "thanks",
        "cn-authority",
        12,
        UNNAMED_ONE,
        "note",
        "Illustration: we saw the same host. Which port did it use?",
        "originator",
    ),
)
