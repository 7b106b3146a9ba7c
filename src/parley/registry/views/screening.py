"""Screening on a page: one name, or a small file of them; and what one's own party asked before."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.errors import InputError, Message, gettext_noop
from parley.council.forms import actor, moment, viewer
from parley.council.rules import Right, require
from parley.registry.acts.screening import screen as look_up
from parley.registry.forms.screening import FileForm, ScreenForm, Thresholds
from parley.registry.names import NAME_CHARS_MAX, UnreadableNameError
from parley.registry.queries import screening as queries
from parley.registry.queries.browsing import then_found
from parley.registry.rules.screening import (
    CONFIRM,
    Answers,
    Query,
    check_count,
    default_threshold,
    false_hits,
    query,
)
from parley.registry.views.asking import acting, asking, pages, place, posted, status_of, to_register
from parley.registry.words import country_code
from parley.settings import SETTINGS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OFFERED = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
"""Scores from which on candidates may be shown, beside the default one."""
FILE_BYTES_MAX = 2**20
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def thresholds() -> tuple[Thresholds, str]:
    """Each with the share of false hits that was measured, and the default one."""
    default = default_threshold()
    offered: list[tuple[str, StrOrPromise]] = []
    for score in sorted({*OFFERED, default}):
        words = (
            _("%(score)s (default): false hits on %(rate)s of 100 names")
            if score == default
            else _("%(score)s: false hits on %(rate)s of 100 names")
        )
        offered.append((f"{score:g}", words % {"score": f"{score:.2f}", "rate": f"{false_hits(score) * 100:.1f}"}))
    return offered, f"{default:g}"


@asking
def screen(request: HttpRequest) -> HttpResponse:
    """A look-up is an act, and needs its purpose: a name that comes without one is filled in, and nothing is asked.

    A name never stands in an address, where histories and logs would keep it.
    """
    by = acting(request, Right.SCREEN)
    offered, default = thresholds()
    asked_now = request.method == "POST" and "purpose" in request.POST
    typed = {name: request.POST.get(name, "")[:NAME_CHARS_MAX] for name in ("name", "kind")}
    form = ScreenForm(*(posted(request) if asked_now else ()), thresholds=offered, default=default, initial=typed)

    def act() -> Answers | None:
        try:
            asked = query(form.cleaned_data["name"], **form.asked())
        except UnreadableNameError as error:
            form.add_error("name", error.message.translated(gettext))
            return None
        return look_up(by, [asked], purpose=form.purpose(), threshold=float(form.cleaned_data["threshold"]))

    found = form.attempt(act) if asked_now else None
    context: dict[str, Any] = {"form": form, "crumbs": to_register()}
    if found is not None:
        context |= {
            "found": found,
            "answer": found.answers[0],
            "lists": queries.lists(viewer(request)),
            "confirm": CONFIRM,
            "names": council.names(None),
        }
    return render(request, "registry/screen.html", context, status=status_of(form))


@asking
def screen_file(request: HttpRequest) -> HttpResponse:
    """All names of a file in one look-up, answered on a page or as a file; neither is kept."""
    by = acting(request, Right.SCREEN)
    offered, default = thresholds()
    form = FileForm(*posted(request), thresholds=offered, default=default)

    def act() -> tuple[list[Unread], Answers] | None:
        asked, unread = _read(form.cleaned_data["file"])
        found = look_up(by, asked, purpose=form.purpose(), threshold=float(form.cleaned_data["threshold"]))
        return unread, found

    done = form.attempt(act) if request.method == "POST" else None
    if done is not None and form.cleaned_data["as_csv"]:
        return _as_csv(*done)
    context: dict[str, Any] = {
        "form": form,
        "crumbs": to_register(),
        "most": SETTINGS.screen_names_max,
        "bytes_most": FILE_BYTES_MAX,
    }
    if done is not None:
        context |= {"unread": done[0], "found": done[1], "confirm": CONFIRM}
    return render(request, "registry/screen_file.html", context, status=status_of(form))


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be asked, and why not."""

    line: int
    name: str
    why: str

    def __str__(self) -> str:
        return gettext("Line %(line)d: %(why)s") % {"line": self.line, "why": self.why}


def _read(file: Any) -> tuple[list[Query], list[Unread]]:
    """The queries, and what is wrong with the rows that cannot be asked. Refused whole where it is no such file."""
    octets = file.read(FILE_BYTES_MAX + 1)
    if len(octets) > FILE_BYTES_MAX:
        raise InputError(
            "file",
            Message(gettext_noop("a file of 1 to this many bytes: %(most)d"), most=FILE_BYTES_MAX),
            Message(gettext_noop("bytes: %(count)d"), count=file.size),
            gettext_noop("Use “parley registry screen --csv” for more."),
        )
    try:
        rows = csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), strict=True)
        columns = [name.strip().casefold() for name in rows.fieldnames or ()]
        read = [dict(zip(columns, row.values(), strict=False)) for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            "file",
            gettext_noop("CSV in UTF-8"),
            str(error),
            gettext_noop("Save it as CSV in UTF-8, and send it again."),
        ) from error
    if "name" not in columns:
        raise InputError(
            "file",
            gettext_noop("a column called “name”"),
            ", ".join(columns),
            gettext_noop("Write the names of the columns in the first row."),
        )
    check_count(len(read))
    return _queries(read)


def _queries(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Query], list[Unread]]:
    asked, unread = [], []
    for number, row in enumerate(rows, 2):
        try:
            asked.append(_query(row))
        except (InputError, UnreadableNameError) as error:
            said = error.reason if isinstance(error, InputError) else error.message
            unread.append(Unread(number, (row.get("name") or "").strip(), said.translated(gettext)))
    if not asked:
        raise InputError(
            "file",
            gettext_noop("one name at least that can be read"),
            str(unread[0]) if unread else "",
            gettext_noop("Look at the lines of the file."),
        )
    return asked, unread


def _query(row: Mapping[str, Any]) -> Query:
    said = {name: (row.get(name) or "").strip() for name in ("name", "kind", "born", "nationality")}
    return query(
        said["name"],
        kind=said["kind"],
        births=tuple(filter(None, [said["born"]])),
        nationalities=tuple(filter(None, [country_code(said["nationality"])])),
    )


def _as_csv(unread: Iterable[Unread], found: Answers) -> HttpResponse:
    """One line a candidate, one for each name without any, and one for each that could not be asked, with why. What a
    spreadsheet would run is made plain text."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="screened.csv"'
    response["Cache-Control"] = "private, no-store"
    writer = csv.writer(response)
    writer.writerow(["asked", "candidate", "score", "list", "reference", "entry", "version", "matcher", "refused"])
    writer.writerows(_harmless(row) for row in _lines(found))
    writer.writerows(_harmless([each.name, *[""] * 6, found.matcher, each]) for each in unread)
    return response


def _lines(found: Answers) -> Iterator[list[object]]:
    for answer in found.answers:
        if not answer.candidates:
            yield [answer.query.name, "", "", "", "", "", "", found.matcher, ""]
        for each in answer.candidates:
            listing = each.listing
            entry = [listing.title, listing.reference, listing.id, listing.version]
            yield [answer.query.name, each.name, each.score, *entry, found.matcher, ""]


def _harmless(row: Iterable[object]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in map(str, row)]


@require_safe
def look_ups(request: HttpRequest) -> HttpResponse:
    """The party's own, which nobody else sees."""
    require(actor(request), Right.SCREEN)
    found = queries.look_ups(viewer(request), moment(request), **place(request))
    context = {"rows": found.rows, "days": SETTINGS.look_up_days, "crumbs": to_register()}
    return render(request, "registry/look_ups.html", context | pages(found))


@require_safe
def look_up_(request: HttpRequest, look_up: UUID) -> HttpResponse:
    """What was asked and found then, by the versions of then."""
    require(actor(request), Right.SCREEN)
    row = queries.look_up(viewer(request), look_up, moment(request))
    asked = row.query.get("queries", [])
    found = then_found(viewer(request), row)
    context = {
        "row": row,
        "asked": asked,
        "alone": len(asked) == 1,
        "found": list(zip(asked, found, strict=True)) if found else [],
        "crumbs": [*to_register(), (_("Our look-ups"), reverse("registry:look_ups"))],
    }
    return render(request, "registry/look_up.html", context)
