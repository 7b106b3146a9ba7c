"""The gate's answers in whole sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from parley.council.queries import PartyName
from parley.council.words import said
from parley.release.queries import Path
from parley.release.rules import Marking, Narrowing, Posture, Reason

REASONS: Mapping[Reason, Promise] = {
    Reason.NOBODY: _("It is released to nobody, so its owner alone sees it."),
    Reason.NOT_IN_COUNCIL: _("It is released to the members of the council, and this is not one of them."),
    Reason.EXCLUDED: _("You left it out."),
    Reason.NOT_IN_GROUP: _("It is released to a group, and this is not in it."),
    Reason.NOT_NAMED: _("It is released to those named, and this is not among them."),
    Reason.CLOSED: _("Your posture towards it is closed."),
    Reason.FORUM_ONLY: _(
        "Your posture towards it is forum only, and this is not released through the council or a meeting."
    ),
}
NARROWINGS: Mapping[Narrowing, Promise] = {
    Narrowing.ALONE: _(
        "Its source says that it is for your organisation only, so nobody but you sees it. In MISP that is the "
        "distribution “your organisation only”, a sharing group that was not named here, or a TLP tag nobody knows."
    ),
    Narrowing.UNKNOWN_MARKING: _(
        "It carries a marking that this node cannot read, so nobody but you sees it. "
        "Send the marking's definition with it, or take the marking off."
    ),
    Narrowing.RED_TO_NOBODY: _("It is TLP:RED and names no recipient, so nobody but you sees it. Name some."),
    Narrowing.RELEASABLE_TO: _("It says itself who may have it, so nobody else gets it."),
    Narrowing.NOT_RELEASABLE_TO: _("It says itself who may not have it."),
    Narrowing.REFERENCE: _("It refers to something of yours that reaches fewer, so it reaches no more than that does."),
}
HANDLING: Mapping[Marking, Promise] = {
    Marking.SILENT: _("It carries no TLP. Ask its originator before you pass it on."),
    Marking.CLEAR: _("You may pass it on to anybody and publish it. Copyright still applies."),
    Marking.GREEN: _("You may pass it on to others in your community of defenders. Do not publish it."),
    Marking.AMBER: _(
        "You may pass it on inside your organisation and to those whom it protects, each only if they need it to act. "
        "Nobody else may have it."
    ),
    Marking.AMBER_STRICT: _(
        "You may pass it on inside your organisation, to those who need it to act. Nobody outside may have it."
    ),
    Marking.RED: _("It is for those whom its originator named. Pass it on to nobody."),
    Marking.UNKNOWN: _("It carries a marking that this node cannot read. Only its originator sees it."),
}
POSTURES: Mapping[Posture, Promise] = {
    Posture.OPEN: _("Open"),
    Posture.FORUM_ONLY: _("Forum only"),
    Posture.CLOSED: _("Closed"),
}


def reason_text(reason: Reason) -> str:
    """Why one party does not see a thing: for the thing's owner alone."""
    return str(REASONS[reason])


def narrowing_text(narrowing: Narrowing) -> str:
    """What made a thing reach fewer than it was posted to: for its originator alone."""
    return str(NARROWINGS[narrowing])


def handling(marking: Marking) -> str:
    """What a recipient may do with an object so marked (FIRST, TLP 2.0), in plain words."""
    return str(HANDLING[marking])


def path_text(path: Path) -> str:
    """An audience as a phrase that can stand by itself or in a list."""
    match path.kind:
        case "council":
            return gettext("the whole council")
        case "meeting":
            return gettext("the participants of the meeting")
        case "group":
            return gettext("the sharing group “%(group)s”") % {"group": _isolated(path.name)}
        case "named":
            return gettext("those named by its originator")
        case "excluded":
            return gettext("all but those left out")
        case "own":
            return gettext("your own authorities")
        case "nobody":
            return gettext("nobody but its originator")
        case kind:
            raise ValueError(f"a path is council, meeting, group, named, excluded, own or nobody; this one is {kind!r}")


def why_sentence(paths: Sequence[Path], names: Mapping[UUID, PartyName], *, mine: bool = False) -> str:
    """Why the reader may see a thing. `mine`: its own party released it, and reads whom it left out."""
    reached = [path for path in paths if path.kind != "excluded"]
    sentence = _reaching(reached or [Path("nobody")], names, mine=mine)
    left_out = _listed((party for path in paths if path.kind == "excluded" for party in path.parties), names)
    if not (mine and left_out):
        return sentence
    return gettext("%(sentence)s You left out: %(names)s.") % {"sentence": sentence, "names": left_out}


def _reaching(paths: Sequence[Path], names: Mapping[UUID, PartyName], *, mine: bool) -> str:
    if len(paths) != 1:
        audiences = pgettext("between the audiences of a list", "; ").join(path_text(path) for path in paths)
        sentence = (
            gettext("You released this to those who are in all of these audiences at once: %(audiences)s.")
            if mine
            else gettext("You see this because you are in all of the audiences it is released to: %(audiences)s.")
        )
        return sentence % {"audiences": audiences}
    (path,) = paths
    return _my_sentence(path, names) if mine else _sentence(path)


def _sentence(path: Path) -> str:
    match path.kind:
        case "council":
            return gettext("You see this because it is released to the whole council.")
        case "meeting":
            return gettext("You see this because you are a participant of the meeting.")
        case "group":
            sentence = gettext("You see this because you are in the sharing group “%(group)s”.")
            return sentence % {"group": _isolated(path.name)}
        case "named":
            return gettext("You see this because its originator named you among those who may.")
        case "excluded" | "own" | "nobody":
            return gettext("You see this because it is your own; it is released to nobody else.")
        case kind:
            raise ValueError(f"a path is council, meeting, group, named, excluded, own or nobody; this one is {kind!r}")


def _my_sentence(path: Path, names: Mapping[UUID, PartyName]) -> str:
    match path.kind:
        case "council":
            return gettext("You released this to the whole council.")
        case "meeting":
            return gettext("You released this to the participants of the meeting.")
        case "group":
            return gettext("You released this to the sharing group “%(group)s”.") % {"group": _isolated(path.name)}
        case "named":
            named = _listed(path.parties, names)
            return gettext("You released this to those you named: %(names)s.") % {"names": named}
        case "excluded" | "own" | "nobody":
            return _sentence(path)
        case kind:
            raise ValueError(f"a path is council, meeting, group, named, excluded, own or nobody; this one is {kind!r}")


def _listed(parties: Iterable[UUID], names: Mapping[UUID, PartyName]) -> str:
    """Names in protocol order, with what stands between them."""
    listed = sorted((names[p] for p in set(parties) if p in names), key=lambda n: n.place)
    return pgettext("between the names of a list", ", ").join(_isolated(said(name.name)) for name in listed)


def _isolated(text: str) -> str:
    """Text that people wrote, kept from reordering the sentence around it (UAX #9, 2.7)."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
