"""Objects are judged as stix2-validator judges its MUSTs, but for the differences listed here, each with its reason.

stix2-validator and stix2-patterns are the oracles: neither is on the path of an object that is added.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.exchange.rules.samples import EVERY, LATER, NOW, changed, domain, id_of, marking, observable

from parley.exchange.rules.objects import Checked, Refused, check

if "PARLEY_REQUIRE" in os.environ:
    import stix2validator
else:
    stix2validator = pytest.importorskip("stix2validator", reason="for the oracle: .venv/bin/uv sync --group oracle")
CASES = int(os.environ.get("PARLEY_STIX_CASES", "1500"))
REAL = Path(__file__).resolve().parents[4] / "shared/data/stix"


@dataclass(frozen=True)
class Difference:
    """What the standard says, which is why we differ, and which objects it is about."""

    why: str
    about: Callable[[dict[str, Any], str], bool]  # the object, and our pointer ("" where we take it)


def _template(of: dict[str, Any]) -> str:
    found = check(json.dumps(of).encode(), NOW)
    assert isinstance(found, Refused)
    return str(found.sentence)


STRICTER = [
    Difference(
        "2.9: an id names the type of its own object", lambda o, p: p == "/id" and "two hyphens" in _template(o)
    ),
    Difference(
        "3.2, 4 to 7: a reference is an identifier of a type that its property allows; the schemas say only: a text",
        lambda o, p: "_ref" in p and ("a reference to one of" in _template(o) or "an identifier:" in _template(o)),
    ),
    Difference(
        "3.2: common properties keep their kind on objects whose schema does not mention them",
        lambda o, p: (
            p.split("/")[1]
            in {
                "labels",
                "confidence",
                "revoked",
                "lang",
                "external_references",
                "created",
                "modified",
                "created_by_ref",
            }
        ),
    ),
    Difference("7.3.1: created_by_ref is required", lambda o, p: p == "/created_by_ref" and "requires" in _template(o)),
    Difference(
        "2.10, RFC 7493: 54 bits with sign",
        lambda o, p: "9007199254740991" in _template(o) or "hold exactly" in _template(o),
    ),
    Difference(
        "3.8, 11.1: reserved names and the rules for other names hold for marking definitions too",
        lambda o, p: (
            o["type"] == "marking-definition" and p.split("/")[1] not in {"definition", "definition_type", "id"}
        ),
    ),
    Difference("3.2: defanged MUST NOT be used elsewhere", lambda o, p: p == "/defanged"),
    Difference("3.8 as corrected by the errata: phone_number is reserved", lambda o, p: p == "/phone_number"),
    Difference(
        "11.1: the schema looks at the beginning of a name only", lambda o, p: "a name of from 3" in _template(o)
    ),
    Difference("5.1: ours: nothing is related to itself", lambda o, p: "another object than" in _template(o)),
    Difference("ours: no version from the future", lambda o, p: "from the future" in _template(o)),
    Difference("6.9: CIDR has no zones", lambda o, p: o["type"] == "ipv6-addr" and p == "/value"),
    Difference(
        "6.17: hives in small letters with capitals too",
        lambda o, p: o["type"] == "windows-registry-key" and p == "/key",
    ),
    Difference("6.7.1: name_enc needs a name (3.1)", lambda o, p: o["type"] == "file" and p == "/name"),
]
LOOSER = [
    Difference("3.2: RFC 5646 and not a list of some languages, which lacks Tajik", lambda o, p: "lang" in o),
    Difference("6.14: the same, of software", lambda o, p: "languages" in o),
    Difference("7.1.1: the same, of translations", lambda o, p: o["type"] == "language-content"),
    Difference(
        "7.2.3: a granular marking has lang or marking_ref",
        lambda o, p: any("lang" in marked for marked in o.get("granular_markings", ())),
    ),
    Difference(
        "3.2: keys of extensions SHOULD be those of the standard",
        lambda o, p: o["type"] == "marking-definition" and "extensions" in o,
    ),
    Difference("6.6.1: a header field is a list, of one as well", lambda o, p: "additional_header_fields" in o),
    Difference(
        "6.13, 6.16, 6.17: any property of the type will do; the schemas forget some",
        lambda o, p: bool({"created_time", "modified_time"} & set(o)),
    ),
    Difference("2.13: what stands in a container needs no id", lambda o, p: "objects" in o),
    Difference("6.1: mime_type SHOULD be registered", lambda o, p: o["type"] == "artifact" and "mime_type" in o),
    Difference("2.7: a TLSH begins with T1 since its version 4", lambda o, p: "TLSH" in str(o)),
    Difference("6.5: RFC 5322 and 6532 allow more than the expression does", lambda o, p: o["type"] == "email-addr"),
]


def theirs(of: dict[str, Any]) -> tuple[bool | None, str]:
    """None: it broke."""
    options = stix2validator.ValidationOptions(version="2.1", disabled="all")
    try:
        found = stix2validator.validate_instance(copy.deepcopy(of), options)
    except Exception as error:  # noqa: BLE001 - it breaks on what is no object, in many ways
        return None, repr(error)
    return found.is_valid, "; ".join(map(str, found.errors))


def differs(of: dict[str, Any]) -> str:
    """An unexplained difference, in words."""
    ours = check(json.dumps(of).encode(), NOW)
    is_valid, errors = theirs(of)
    if is_valid is None or is_valid == isinstance(ours, Checked):
        return ""
    pointer = ours.pointer if isinstance(ours, Refused) else ""
    if any(d.about(of, pointer or "/") for d in (STRICTER if isinstance(ours, Refused) else LOOSER)):
        return ""
    said = f"{ours.pointer} {ours.sentence}" if isinstance(ours, Refused) else f"taken, and theirs: {errors}"
    return f"{json.dumps(of)}\n{said}"


@pytest.mark.parametrize("of", EVERY, ids=lambda of: str(of["type"]))
def test_an_object_of_every_type_is_taken_by_both(of: dict[str, Any]) -> None:
    assert isinstance(check(json.dumps(of).encode(), NOW), Checked)
    assert theirs(of) == (True, "")


def test_changed_objects_are_judged_as_the_oracle_judges_them() -> None:
    rnd = random.Random(20211207)
    assert not [found for _ in range(CASES) if (found := differs(changed(rnd)))][:3]


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data/stix")
def test_real_objects_are_judged_as_the_oracle_judges_them() -> None:
    objects = [o for file in sorted(REAL.rglob("*.json")) for o in json.loads(file.read_text())["objects"]]
    assert objects
    rnd = random.Random(1)
    refused = [o for o in objects if isinstance(check(json.dumps(o).encode(), NOW.replace(year=2030)), Refused)]
    assert not refused
    rare = [o for o in objects if o["type"] not in {"relationship", "indicator"}]
    for of in rare[:: max(1, len(rare) // 200)] + rnd.sample(objects, 200):
        assert theirs(of) == (True, ""), of


@pytest.mark.parametrize(
    "of",
    [
        domain("identity", lang="tg"),
        domain("note", granular_markings=[{"selectors": ["content"], "lang": "zh-Hans"}]),
        observable("process", pid=None) | {"pid": 5, "created_time": LATER},
        observable("email-message", additional_header_fields={"X-Mailer": ["x"]}),
        observable("file", hashes={"TLSH": "T1" + "a" * 70}),
        domain("observed-data", objects={"0": {"type": "ipv4-addr", "value": "192.0.2.1"}}),
    ],
)
def test_what_the_standard_allows_is_taken_though_the_oracle_may_not(of: dict[str, Any]) -> None:
    if "objects" in of:
        del of["object_refs"]
    assert isinstance(check(json.dumps(of).encode(), NOW), Checked)


@pytest.mark.parametrize(
    ("of", "pointer"),
    [
        (domain("sighting", sighting_of_ref=id_of("ipv4-addr")), "/sighting_of_ref"),
        (domain("campaign", created_by_ref=id_of("campaign", 2)), "/created_by_ref"),
        (domain("relationship", target_ref=id_of("campaign")), "/source_ref"),
        (domain("relationship", target_ref=id_of("sighting")), "/target_ref"),
        (domain("campaign", defanged=True), "/defanged"),
        (domain("campaign", id=id_of("malware")), "/id"),
        (marking(created="2021-12-07T09:30:00Z"), "/created"),
        (observable("process", id="process--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"), "/id"),
        (observable("directory", contains_refs=[id_of("malware")]), "/contains_refs/0"),
    ],
)
def test_what_the_standard_forbids_is_refused_though_the_oracle_may_not(of: dict[str, Any], pointer: str) -> None:
    found = check(json.dumps(of).encode(), NOW)
    assert isinstance(found, Refused)
    assert found.pointer == pointer
