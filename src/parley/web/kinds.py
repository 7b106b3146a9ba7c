"""What the kinds of acts are called. The rooms name them for machines; people read these words in the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from parley.registry.rules.petitions import PetitionStepKind
from parley.registry.rules.procedure import StepKind
from parley.registry.words import PETITION_STEPS, STEPS

WORDS: Mapping[str, Promise] = {
    "council.account_confirmed": _("Account confirmed"),
    "council.account_opened": _("Account opened"),
    "council.account_proposed": _("Account proposed"),
    "council.account_suspended": _("Account suspended"),
    "council.appointment_ended": _("Appointment ended"),
    "council.authority_added": _("Authority added"),
    "council.enrolment_withdrawn": _("Enrolment withdrawn"),
    "council.first_enrolled": _("First focal point enrolled"),
    "council.founded": _("Council founded"),
    "council.official_added": _("Official added"),
    "council.party_added": _("Party added"),
    "council.protocol_set": _("Protocol order set"),
    "council.suspension_ordered": _("Suspension ordered"),
    "council.token_issued": _("API token made"),
    "council.token_revoked": _("API token revoked"),
    "council.unsealed": _("Node opened after a restore"),
    "exchange.erased": _("Threat intelligence erased"),
    "exchange.released_again": _("Threat intelligence released on other terms"),
    "exchange.shared": _("Threat intelligence shared"),
    "forum.convened": _("Meeting convened"),
    "forum.credentials": _("Credentials recorded"),
    "forum.delegation_named": _("Delegation named"),
    "forum.document_circulated": _("Document's circulation changed"),
    "forum.document_submitted": _("Document submitted"),
    "forum.document_withdrawn": _("Document withdrawn"),
    "forum.invited": _("State invited"),
    "forum.presence": _("Presence recorded"),
    "forum.received": _("Delegation received"),
    "forum.replied": _("Invitation answered"),
    "forum.source_noted": _("Source noted"),
    "ledger.key_rotated": _("Signing key changed"),
    "ledger.reopened": _("Log reopened after a restore"),
    "registry.acknowledged": _("Change of the register acknowledged"),
    "registry.clearance_revoked": _("Clearance revoked"),
    "registry.clearance_shared": _("Clearance released on other terms"),
    "registry.cleared": _("Clearance made"),
    "registry.consumer_ended": _("System taken off the register’s changes"),
    "registry.consumer_registered": _("System registered for the register’s changes"),
    "registry.designation_released": _("Designation released on other terms"),
    "registry.evidence_shown": _("Evidence shown"),
    "registry.evidence_withdrawn": _("Evidence withdrawn"),
    "registry.looked_up": _("Names looked up in the register"),
    "registry.petition": _("Petition sent"),
    "release.group_joined": _("Joined a sharing group"),
    "release.group_left": _("Left a sharing group"),
    "release.group_made": _("Sharing group made"),
    "release.posture": _("Posture set"),
    **{f"registry.{kind.name.lower()}": STEPS[kind] for kind in StepKind},
    **{
        f"registry.petition_{kind.name.lower()}": format_lazy("{}: {}", _("Petition"), PETITION_STEPS[kind])
        for kind in PetitionStepKind
    },
}
