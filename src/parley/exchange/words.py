"""The exchange's vocabularies in the reader's language, and what an object is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parley.exchange.rules.blocklists import Form, Kind
from parley.exchange.rules.defanging import DEFANGED, defang
from parley.exchange.rules.objects.references import marking_refs
from parley.exchange.rules.recall import TYPE as RECALL
from parley.release.rules import ALONE, Marking
from parley.release.rules.markings import TLP_IDS

Vocabulary = Mapping[str, Promise]

TITLE_CHARS_MAX = 200
"""Of an object's name, in characters, that a list shows."""

TYPES: Vocabulary = {
    # STIX 2.1, 4: domain objects
    "attack-pattern": _("Attack pattern"),
    "campaign": _("Campaign"),
    "course-of-action": _("Course of action"),
    "grouping": _("Grouping"),
    "identity": _("Identity"),
    "incident": _("Incident"),
    "indicator": _("Indicator"),
    "infrastructure": _("Infrastructure"),
    "intrusion-set": _("Intrusion set"),
    "location": _("Location"),
    "malware": _("Malware"),
    "malware-analysis": _("Malware analysis"),
    "note": pgettext_lazy("STIX object", "Note"),
    "observed-data": _("Observed data"),
    "opinion": _("Opinion"),
    "report": _("Report"),
    "threat-actor": _("Threat actor"),
    "tool": _("Tool"),
    "vulnerability": _("Vulnerability"),
    # 5: relationship objects
    "relationship": _("Relationship"),
    "sighting": _("Sighting"),
    # 6: observables
    "artifact": _("Artifact"),
    "autonomous-system": _("Autonomous system"),
    "directory": pgettext_lazy("STIX object", "Directory"),
    "domain-name": _("Domain name"),
    "email-addr": _("E-mail address"),
    "email-message": _("E-mail message"),
    "file": pgettext_lazy("STIX object", "File"),
    "ipv4-addr": _("IPv4 address"),
    "ipv6-addr": _("IPv6 address"),
    "mac-addr": _("MAC address"),
    "mutex": _("Mutex"),
    "network-traffic": _("Network traffic"),
    "process": pgettext_lazy("STIX object", "Process"),
    "software": _("Software"),
    "url": _("URL"),
    "user-account": _("User account"),
    "windows-registry-key": _("Windows registry key"),
    "x509-certificate": _("X.509 certificate"),
    # 7: what describes objects
    "marking-definition": _("Marking definition"),
    "language-content": _("Language content"),
    "extension-definition": _("Extension definition"),
    RECALL: _("Recall"),
}
MARKINGS: Mapping[Marking, Promise] = {
    Marking.SILENT: _("No TLP"),
    Marking.CLEAR: _("TLP:CLEAR, may be published"),
    Marking.GREEN: _("TLP:GREEN, for the community of defenders"),
    Marking.AMBER: _("TLP:AMBER, for your organisation and those it protects"),
    Marking.AMBER_STRICT: _("TLP:AMBER+STRICT, for your organisation alone"),
    Marking.RED: _("TLP:RED, for those named alone"),
    Marking.UNKNOWN: _("A marking of its originator’s own"),
}
ONLY_OURS = _("For our organisation only")
BLOCKLISTS: Mapping[Kind, Promise] = {
    Kind.IP: _("IP addresses"),
    Kind.DOMAIN: _("Domain names"),
    Kind.URL: _("URLs"),
    Kind.EMAIL: _("E-mail addresses"),
    Kind.MD5: _("Files by MD5"),
    Kind.SHA1: _("Files by SHA-1"),
    Kind.SHA256: _("Files by SHA-256"),
}
FORMS: Mapping[Form, Promise] = {
    Form.TEXT: _("plain text"),
    Form.CSV: _("CSV"),
    Form.SURICATA: _("rules for Suricata"),
}
PROPERTIES: Vocabulary = {
    "abstract": pgettext_lazy("of a text", "Abstract"),
    "aliases": _("Also known as"),
    "authors": _("Authors"),
    "confidence": _("Confidence (0 to 100)"),
    "content": pgettext_lazy("of a text", "Content"),
    "context": _("Context"),
    "count": _("How many times"),
    "created": _("Created"),
    "description": _("Description"),
    "explanation": _("Explanation"),
    "external_references": _("Sources elsewhere"),
    "first_observed": _("First observed"),
    "first_seen": _("First seen"),
    "goals": _("Goals"),
    "hashes": _("Hashes"),
    "identity_class": _("Kind of identity"),
    "indicator_types": _("What it indicates"),
    "is_family": _("Is it a family?"),
    "kill_chain_phases": _("Phases of the kill chain"),
    "labels": _("Labels"),
    "lang": _("Language"),
    "last_observed": _("Last observed"),
    "last_seen": _("Last seen"),
    "malware_types": _("Kinds of malware"),
    "modified": _("Modified"),
    "number_observed": _("How many times"),
    "opinion": _("Opinion"),
    "pattern_type": _("Language of the pattern"),
    "published": _("Published"),
    "relationship_type": _("Kind of relationship"),
    "report_types": _("Kinds of report"),
    "sectors": _("Sectors"),
    "size": _("Size in octets"),
    "threat_actor_types": _("Kinds of threat actor"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
}
OPINIONS: Vocabulary = {
    # STIX 2.1, 10.20
    "strongly-disagree": _("Strongly disagrees"),
    "disagree": _("Disagrees"),
    "neutral": _("Neither agrees nor disagrees"),
    "agree": _("Agrees"),
    "strongly-agree": _("Strongly agrees"),
}
RELATIONS: Vocabulary = {
    # STIX 2.1, 3 and 4: types of relationships
    "derived-from": pgettext_lazy("relation", "derived from"),
    "duplicate-of": pgettext_lazy("relation", "duplicate of"),
    "related-to": pgettext_lazy("relation", "related to"),
    "analysis-of": pgettext_lazy("relation", "analysis of"),
    "attributed-to": pgettext_lazy("relation", "attributed to"),
    "authored-by": pgettext_lazy("relation", "authored by"),
    "based-on": pgettext_lazy("relation", "based on"),
    "beacons-to": pgettext_lazy("relation", "beacons to"),
    "belongs-to": pgettext_lazy("relation", "belongs to"),
    "characterizes": pgettext_lazy("relation", "characterizes"),
    "communicates-with": pgettext_lazy("relation", "communicates with"),
    "compromises": pgettext_lazy("relation", "compromises"),
    "consists-of": pgettext_lazy("relation", "consists of"),
    "controls": pgettext_lazy("relation", "controls"),
    "delivers": pgettext_lazy("relation", "delivers"),
    "downloads": pgettext_lazy("relation", "downloads"),
    "drops": pgettext_lazy("relation", "drops"),
    "dynamic-analysis-of": pgettext_lazy("relation", "dynamic analysis of"),
    "exfiltrates-to": pgettext_lazy("relation", "exfiltrates to"),
    "exploits": pgettext_lazy("relation", "exploits"),
    "has": pgettext_lazy("relation", "has"),
    "hosts": pgettext_lazy("relation", "hosts"),
    "impersonates": pgettext_lazy("relation", "impersonates"),
    "indicates": pgettext_lazy("relation", "indicates"),
    "investigates": pgettext_lazy("relation", "investigates"),
    "located-at": pgettext_lazy("relation", "located at"),
    "mitigates": pgettext_lazy("relation", "mitigates"),
    "originates-from": pgettext_lazy("relation", "originates from"),
    "owns": pgettext_lazy("relation", "owns"),
    "remediates": pgettext_lazy("relation", "remediates"),
    "resolves-to": pgettext_lazy("relation", "resolves to"),
    "static-analysis-of": pgettext_lazy("relation", "static analysis of"),
    "targets": pgettext_lazy("relation", "targets"),
    "uses": pgettext_lazy("relation", "uses"),
    "variant-of": pgettext_lazy("relation", "variant of"),
    # 4 to 6: properties that refer, without `_ref`
    "analysis-sco": pgettext_lazy("relation", "found by the analysis"),
    "bcc": pgettext_lazy("relation", "hidden copy to"),
    "cc": pgettext_lazy("relation", "copy to"),
    "child": pgettext_lazy("relation", "child process"),
    "contains": pgettext_lazy("relation", "contains"),
    "content": pgettext_lazy("relation", "content"),
    "creator-user": pgettext_lazy("relation", "created by the user"),
    "dst": pgettext_lazy("relation", "destination"),
    "encapsulated-by": pgettext_lazy("relation", "encapsulated by"),
    "encapsulates": pgettext_lazy("relation", "encapsulates"),
    "from": pgettext_lazy("relation", "from"),
    "host-vm": pgettext_lazy("relation", "virtual machine"),
    "image": pgettext_lazy("relation", "program file"),
    "installed-software": pgettext_lazy("relation", "installed software"),
    "object": pgettext_lazy("relation", "object"),
    "observed-data": pgettext_lazy("relation", "observed data"),
    "opened-connection": pgettext_lazy("relation", "opened connection"),
    "operating-system": pgettext_lazy("relation", "operating system"),
    "parent": pgettext_lazy("relation", "parent process"),
    "parent-directory": pgettext_lazy("relation", "directory"),
    "sample": pgettext_lazy("relation", "sample"),
    "sender": pgettext_lazy("relation", "sender"),
    "sighting-of": pgettext_lazy("relation", "sighting of"),
    "src": pgettext_lazy("relation", "source"),
    "to": pgettext_lazy("relation", "to"),
    "where-sighted": pgettext_lazy("relation", "where it was seen"),
}
_NAMES = ("name", "value", "path", "key", "subject", "display_name", "account_login", "user_id", "abstract", "content")


def type_text(type_: str) -> str:
    """A type in words; one that is not the standard's as it is written."""
    return str(TYPES[type_]) if type_ in TYPES else type_


def relation_text(label: str) -> str:
    """A relationship's type, or the property that refers (`rules.relations`), in words; another as it is written."""
    return str(RELATIONS.get(label.replace(" ", "-"), label))


def title(body: Mapping[str, Any], named: Mapping[str, str] | None = None) -> str:
    """What an object is called: by its own name or value, defanged; else by what it is.

    `named`: what the objects are called that a relationship or a sighting is about, of those that the reader has.
    """
    type_ = str(body["type"])
    for name in _NAMES:
        text = body.get(name)
        if isinstance(text, str) and text.strip():
            return _cut(defang(type_, text) if name == "value" and type_ in DEFANGED else text)
    match type_:
        case "relationship":
            return gettext("%(source)s → %(relation)s → %(target)s") % {
                "source": _called(body["source_ref"], named),
                "relation": relation_text(str(body["relationship_type"])),
                "target": _called(body["target_ref"], named),
            }
        case "sighting":
            return gettext("Seen: %(what)s") % {"what": _called(body["sighting_of_ref"], named)}
        case "opinion":
            word = str(body.get("opinion", ""))
            return str(OPINIONS.get(word, word))
        case "autonomous-system":
            return f"AS{body['number']}"
        case "indicator":
            return _cut(str(body.get("pattern", "")))
        case "file":
            hashes = body.get("hashes")
            return _cut(next(iter(hashes.values()))) if isinstance(hashes, dict) and hashes else type_text(type_)
        case _:
            return type_text(type_)


def marking(body: Mapping[str, Any]) -> Marking:
    """What the standard's own markings on it say; UNKNOWN where it carries others, which its page explains."""
    return max((TLP_IDS.get(id_, Marking.UNKNOWN) for id_ in marking_refs(body)), default=Marking.SILENT)


def marking_text(body: Mapping[str, Any]) -> Promise | str:
    """What they say in a few words; of what carries none, nothing."""
    if ALONE in marking_refs(body):
        return ONLY_OURS
    said = marking(body)
    return MARKINGS[said] if said is not Marking.SILENT else ""


def _called(stix_id: str, named: Mapping[str, str] | None) -> str:
    text = (named or {}).get(stix_id) or type_text(stix_id.partition("--")[0])
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= TITLE_CHARS_MAX else text[:TITLE_CHARS_MAX].rstrip() + "…"
