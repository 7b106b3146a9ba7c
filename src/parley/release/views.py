"""Sharing groups, postures, and the answer to "who sees this, and why not X?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.forms import ActForm, actor, moment, posted, viewer
from parley.council.queries import PartyName
from parley.council.rules import Right, Status, Viewer, require
from parley.council.words import in_order
from parley.release import acts, queries
from parley.release.forms import POSTURE_MEANINGS, ChooseForm, GroupForm, PosturesForm
from parley.release.queries import GroupView
from parley.release.rules import Posture, Released, Withheld
from parley.release.words import POSTURES, reason_text, why_sentence


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A group with its parties by name, in protocol order; None where they are the keeper's to know."""

    group: GroupView
    keeper: PartyName
    parties: tuple[PartyName, ...] | None


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """The sharing groups that one is in."""
    looking = viewer(request)
    names = council.names(None)
    context = {
        "groups": [_page(g, names) for g in sorted(queries.groups(looking), key=lambda g: in_order(g.name))],
        "keeps": looking.may(Right.KEEP_GROUPS),
    }
    return render(request, "release/groups.html", context)


def _page(group: GroupView, names: dict[UUID, PartyName]) -> GroupPage:
    parties = None if group.parties is None else _in_order(names[party] for party in group.parties)
    return GroupPage(group, names[group.keeper], parties)


def _in_order(names: Iterable[PartyName]) -> tuple[PartyName, ...]:
    return tuple(sorted(names, key=lambda n: n.place))


def _joinable(looking: Viewer, day: date) -> list[PartyName]:
    """Who can be in a group: all who take part in the council, and the secretariat."""
    serving = council.secretariat()
    taking_part = [view.name for view in council.taking_part(day)]
    organs = [council.names(None)[serving]] if serving else []
    return [name for name in [*taking_part, *organs] if name.id != looking.party]


@require_http_methods(["GET", "POST"])
def new_group(request: HttpRequest) -> HttpResponse:
    """Make a sharing group, whose keeper one then is."""
    by = actor(request)
    require(by, Right.KEEP_GROUPS)
    form = GroupForm(posted(request), offered=_joinable(viewer(request), by.at.date()))
    if request.method == "POST":
        made = form.attempt(
            lambda: acts.make_group(
                by,
                name=form.cleaned_data["name"],
                parties=form.chosen(),
                confidential=form.cleaned_data["confidential"],
            )
        )
        if made is not None:
            messages.success(request, _("The group was made. Those in it see it from now on."))
            return redirect("release:group", made.id)
    return render(request, "release/new_group.html", {"form": form, "crumbs": _crumbs()})


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Sharing groups"), reverse("release:groups"))]


@require_GET
def group(request: HttpRequest, group: UUID) -> HttpResponse:
    """One group: who keeps it and who is in it; for its keeper, adding and removing."""
    looking = viewer(request)
    page = _page(queries.group(looking, group), council.names(None))
    changes = page.group.mine and looking.may(Right.KEEP_GROUPS)
    inside = set(page.group.parties or ())
    offered = [n for n in _joinable(looking, moment(request).date()) if n.id not in inside] if changes else []
    context = {
        "page": page,
        "changes": changes,
        "form": ChooseForm(offered=offered) if offered else None,
        "crumbs": _crumbs(),
    }
    return render(request, "release/group.html", context)


@require_http_methods(["GET", "POST"])
def add_party(request: HttpRequest, group: UUID) -> HttpResponse:
    """Say what it will mean that a party (`?party=`) joins; the POST adds it."""
    by = actor(request)
    page, party = _change(request, group, request.GET.get("party", ""))
    form = ActForm(posted(request))

    def act() -> bool:
        acts.add_to_group(by, group, party.id)
        return True

    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("Added. It sees what was released to the group, from now on."))
        return redirect("release:group", group)
    context = {"page": page, "party": party, "form": form, "crumbs": _under(page)}
    return render(request, "release/add_party.html", context)


@require_http_methods(["GET", "POST"])
def remove_party(request: HttpRequest, group: UUID, party: UUID) -> HttpResponse:
    """Say what it will mean that a party leaves; the POST removes it."""
    by = actor(request)
    page, leaving = _change(request, group, str(party))
    form = ActForm(posted(request))

    def act() -> bool:
        acts.remove_from_group(by, group, party)
        return True

    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("Removed. It sees nothing of the group from now on."))
        return redirect("release:group", group)
    context = {"page": page, "party": leaving, "form": form, "crumbs": _under(page)}
    return render(request, "release/remove_party.html", context)


def _change(request: HttpRequest, group: UUID, party: str) -> tuple[GroupPage, PartyName]:
    """The group that the viewer keeps, and the party named; anything else is not there."""
    require(actor(request), Right.KEEP_GROUPS)
    names = council.names(None)
    page = _page(queries.group(viewer(request), group), names)
    named = next((name for name in names.values() if str(name.id) == party), None)
    if named is None or not page.group.mine:
        raise NotFoundError
    return page, named


def _under(page: GroupPage) -> list[tuple[str, str]]:
    return [*_crumbs(), (page.group.name, reverse("release:group", args=[page.group.id]))]


@require_http_methods(["GET", "POST"])
def postures(request: HttpRequest) -> HttpResponse:
    """What one's own party lets through to each other member. Nobody else sees it."""
    looking, by = viewer(request), actor(request)
    own = queries.postures(looking)
    members = [v.name for v in council.taking_part(by.at.date()) if v.status == Status.MEMBER]
    towards = [(name, own.get(name.id, Posture.OPEN)) for name in members if name.id != looking.party]
    sets = looking.may(Right.SET_POSTURE)
    form = PosturesForm(posted(request), towards=towards)
    if request.method == "POST":
        changed = form.attempt(lambda: acts.set_postures(by, form.stances()))
        if changed is not None:
            messages.success(request, _("Saved. What you released reaches others by these postures from now on."))
            return redirect("release:postures")
    context = {
        "form": form if sets else None,
        "towards": [(name, stance, POSTURES[stance]) for name, stance in towards],
        "meanings": [(POSTURES[p], POSTURE_MEANINGS[p]) for p in Posture],
    }
    return render(request, "release/postures.html", context)


@require_GET
def explain(request: HttpRequest, audience: UUID) -> HttpResponse:
    """Who sees what one released to an audience, and why the others do not. For its owner alone."""
    found = queries.explain(viewer(request), audience, moment(request).date())
    names = council.names(None)
    by_id = {sight.party: sight.judgement for sight in found.sights}
    lines = []
    for name in _in_order(names[party] for party in by_id):
        match by_id[name.id]:
            case Released():
                lines.append((name, True, ""))
            case Withheld(reason=reason):
                lines.append((name, False, reason_text(reason)))
    context = {
        "released_to": why_sentence(found.terms, names, mine=True),
        "lines": lines,
        "secret_groups": [name for name in found.secret_groups if name],
        "secret": bool(found.secret_groups),
        "alone": all(path.kind in {"nobody", "own"} for path in found.terms),
    }
    return render(request, "release/explain.html", context)
