"""What does not come back when a MISP event becomes STIX and MISP again, as data: docs show it, tests hold to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    what: str
    """By MISP's names: the record, then its field; * is every one."""
    why: str


LOSSES: tuple[Loss, ...] = (
    Loss("Event id, org_id, orgc_id, Org, locked, attribute_count", "numbers and switches of one MISP instance"),
    Loss("Attribute id, event_id, object_id", "numbers of one MISP instance"),
    Loss("Event event_creator_email", "a person's address, which no reader needs"),
    Loss("Event timestamp", "the event is dated by the latest of its objects that the reader may see"),
    Loss("Event Orgc", "who shared an object is for the node to say, as far as it is shown"),
    Loss("Event disable_correlation, proposal_email_lock, protected", "each instance decides for itself"),
    Loss("Event RelatedEvent", "each instance correlates for itself"),
    Loss("* ShadowAttribute", "a proposal is not yet what its event says"),
    Loss("* deleted", "what was deleted is left out, and said"),
    Loss("* with the uuid of another record of the event", "the first is taken, and it is said of the others"),
    Loss("* SharingGroup name, members", "who is in a group is not the reader's business; its uuid stays"),
    Loss("Attribute narrower than its event", "others get the event without it; its originator gets it back"),
    Loss("Tag colour, id, exportable, local", "only its name is kept"),
    Loss("Tag tlp:*", "as it was, unless the markings say another TLP since: then that"),
    Loss("Event Galaxy without GalaxyCluster", "nothing is said by it"),
    Loss("Object pe, pe-section", "written into the file object that refers to them: values stay, uuids do not"),
    Loss("* uuid that is none", "an object needs one: it gets one that is derived"),
    Loss("Object ObjectReference uuid, timestamp", "a relationship has an id of its own"),
    Loss("Attribute object_relation", "some come back as the newer name of the same, such as ip-dst for ip"),
    Loss("Attribute Sighting of type 2", "an expiration has no counterpart in STIX"),
    Loss("Attribute Sighting of type 0 beside one of type 1", "misp-stix reads back the false positives only"),
    Loss("Attribute value", "spaces around a bar and the writing of times and of uppercase are made uniform"),
    Loss("Attribute malware-sample without a hash", "misp-stix cannot read its own file object back"),
    Loss("Attribute url without a scheme", "no URL for STIX: the value is refused, and its indicator stays"),
)
