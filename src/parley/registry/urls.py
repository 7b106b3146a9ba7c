"""Addresses of the register's pages, under /register/. Those under public/ are open to everybody."""

from __future__ import annotations

from django.urls import path, register_converter

from parley.registry.views import (
    changing,
    clearing,
    considering,
    consuming,
    entries,
    lists,
    proposing,
    public,
    recording,
    reviewing,
    screening,
)

app_name = "registry"
_ENTRY, _STEP = "entries/<uuid:entry>/", "steps/<uuid:step>/"
_PETITION, _CLEARANCE = "petitions/<uuid:petition>/", "clearances/<uuid:clearance>/"


class ReviewStep:
    """What the reviewer can do about a petition, in an address."""

    regex = "|".join(name for name, _words, _stages in reviewing.WAYS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReviewStep, "review_step")

urlpatterns = [
    path("", lists.entries, name="list"),
    path("propose/", proposing.propose, name="propose"),
    path("designate/", changing.designate, name="designate"),
    path(_ENTRY, entries.entry, name="entry"),
    path(f"{_ENTRY}versions/<int:number>/", entries.version, name="version"),
    path(f"{_ENTRY}evidence/", proposing.evidence, name="show_evidence"),
    path(f"{_ENTRY}amend/", changing.amend, name="amend"),
    path(f"{_ENTRY}delist/", changing.propose_delisting, name="propose_delisting"),
    path(f"{_ENTRY}remove/", changing.remove, name="remove"),
    path(f"{_ENTRY}end/", changing.end_designation, name="end_designation"),
    path(f"{_ENTRY}release/", changing.release_to, name="release"),
    path(f"{_ENTRY}review/", recording.review, name="close_review"),
    path(f"{_ENTRY}retain/", recording.retention, name="record_retention"),
    path(f"{_ENTRY}clear/", clearing.clear, name="clear"),
    path(f"{_STEP}proposed/", entries.proposed, name="proposed"),
    path(f"{_STEP}object/", considering.object_, name="object"),
    path(f"{_STEP}hold/", considering.hold, name="hold"),
    path(f"{_STEP}ask/", considering.ask_, name="ask"),
    path(f"{_STEP}answer/", considering.answer, name="answer"),
    path(f"{_STEP}lift/", considering.lift, name="lift"),
    path(f"{_STEP}revise/", proposing.revise, name="revise"),
    path(f"{_STEP}withdraw/", proposing.withdraw, name="withdraw"),
    path(f"{_STEP}note/", considering.note, name="record_objection"),
    path(f"{_STEP}listed/", recording.listing, name="record_listing"),
    path(f"{_STEP}rejected/", recording.rejection, name="record_rejection"),
    path(f"{_STEP}amended/", recording.amendment, name="record_amendment"),
    path(f"{_STEP}delisted/", recording.delisting, name="record_delisting"),
    path(f"{_STEP}removed/", recording.removal, name="record_removal"),
    path("evidence/<uuid:evidence>/withdraw/", proposing.withdraw_evidence, name="withdraw_evidence"),
    path("evidence/<uuid:asked>/refuse/", reviewing.refuse, name="refuse_evidence"),
    path("screen/", screening.screen, name="screen"),
    path("screen/file/", screening.screen_file, name="screen_file"),
    path("look-ups/", screening.look_ups, name="look_ups"),
    path("look-ups/<uuid:look_up>/", screening.look_up_, name="look_up"),
    path("clearances/", clearing.clearances, name="clearances"),
    path(_CLEARANCE, clearing.clearance, name="clearance"),
    path(f"{_CLEARANCE}release/", clearing.share, name="share_clearance"),
    path(f"{_CLEARANCE}revoke/", clearing.revoke, name="revoke_clearance"),
    path("systems/", consuming.consumers, name="consumers"),
    path("systems/<uuid:consumer>/end/", consuming.end, name="end_consumer"),
    path("systems/<uuid:consumer>/<uuid:version>/", consuming.acknowledge, name="acknowledge"),
    path("petitions/", reviewing.inbox, name="inbox"),
    path(_PETITION, reviewing.petition, name="petition_page"),
    path(f"{_PETITION}<review_step:move>/", reviewing.step, name="review_petition"),
    path("public/", public.listed, name="public_list"),
    path("public/<uuid:entry>/", public.entry, name="public_entry"),
    path("public/rights/", public.rights, name="rights"),
    path("public/petition/", public.petition, name="petition"),
    path("public/follow/", public.follow, name="follow"),
]
