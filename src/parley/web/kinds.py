"""What the kinds of acts are called. The rooms name them for machines; people read these words in the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
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
    "release.group_joined": _("Joined a sharing group"),
    "release.group_left": _("Left a sharing group"),
    "release.group_made": _("Sharing group made"),
    "release.posture": _("Posture set"),
}
