"""Documents: the list, a document's own page, its circulation, and its files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.rules import Right, require
from parley.forum import acts, queries
from parley.forum.forms.documents import CirculationForm, DocumentForm
from parley.forum.models import Document
from parley.forum.queries import DocumentRow
from parley.forum.views.asking import Crumbs, ask, pages, place, posted, to_meeting
from parley.forum.views.meetings import asking


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    rows, page = queries.documents(viewer(request), **place(request))
    context = {
        "rows": rows,
        "names": council.names(None),
        "may_submit": viewer(request).may(Right.SUBMIT_DOCUMENTS),
    }
    return render(request, "forum/documents.html", context | pages(page))


@require_safe
def document(request: HttpRequest, document: UUID) -> HttpResponse:
    looking = viewer(request)
    page = queries.document_page(looking, document, moment(request))
    context = {
        "page": page,
        "row": page.row,
        "document": page.row.document,
        "names": council.names(None),
        "may_change": page.row.mine and looking.may(Right.SUBMIT_DOCUMENTS),
        "crumbs": to_meeting(page.row.meeting) if page.row.meeting else _to_documents(),
    }
    return render(request, "forum/document.html", context)


@asking
def submit(request: HttpRequest, meeting: UUID | None = None) -> HttpResponse:
    by = actor(request)
    require(by, Right.SUBMIT_DOCUMENTS)
    at = queries.meeting_of(viewer(request), meeting) if meeting else None
    names = council.names(at.body_id if at else None)
    states = queries.parties_to_name(viewer(request), names)
    form = DocumentForm(
        *posted(request),
        circulations=queries.circulations(viewer(request), moment(request), at, states),
        states=states,
    )

    def act() -> Document:
        return acts.submit_document(
            by,
            symbol_=form.cleaned_data["symbol"],
            titles=form.texts("titles"),
            files=form.uploads(),
            circulation=form.terms(),
            meeting_id=meeting,
        )

    if request.method == "POST" and (made := form.attempt(act)):
        messages.success(request, _("The document is submitted. Below is whom it reaches."))
        return redirect("forum:document", made.id)
    return ask(
        request,
        form,
        title=_("Submit a document"),
        names=names,
        crumbs=to_meeting(at) if at else _to_documents(),
        submit=_("Submit the document"),
        template="forum/document_form.html",
    )


@asking
def circulation(request: HttpRequest, document: UUID) -> HttpResponse:
    """Two steps: choose, and see in words whom it would reach and whom it would be taken from; then it goes."""
    row = _own(request, document)
    names = council.names(row.meeting.body_id if row.meeting else None)
    states = queries.parties_to_name(viewer(request), names)
    form = CirculationForm(
        *posted(request),
        circulations=queries.circulations(viewer(request), moment(request), row.meeting, states),
        states=states,
        current=queries.terms_of(row.document),
    )
    title, crumbs = _("Change the circulation"), _to_document(row)
    if request.method == "POST" and "confirmed" in request.POST:
        if form.attempt(lambda: acts.circulate(actor(request), document, form.terms())) is not None:
            messages.success(request, _("The circulation is changed. Below is whom the document reaches."))
            return redirect("forum:document", document)
    elif request.method == "POST" and form.is_valid():
        change = queries.change(viewer(request), row.document, form.terms(), moment(request))
        context = {"form": form, "row": row, "names": names, "change": change, "title": title, "crumbs": crumbs}
        return render(request, "forum/circulation_preview.html", context)
    return ask(
        request,
        form,
        title=title,
        names=names,
        crumbs=crumbs,
        submit=_("Show whom it would reach"),
        template="forum/circulation_form.html",
    )


@asking
def withdraw(request: HttpRequest, document: UUID) -> HttpResponse:
    row = _own(request, document)
    form = ActForm(*posted(request))

    def act() -> bool:
        acts.withdraw_document(actor(request), document)
        return True

    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, _("The document is withdrawn. Only your own authorities see it now."))
        return redirect("forum:document", document)
    return ask(
        request,
        form,
        title=_("Withdraw the document"),
        row=row,
        crumbs=_to_document(row),
        submit=_("Withdraw it"),
        template="forum/withdraw.html",
    )


@require_safe
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """The octets as they were submitted, to be saved and never shown: nothing in them runs as this site."""
    row, octets = queries.file(viewer(request), file)
    response = HttpResponse(octets, content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, document: UUID) -> DocumentRow:
    require(actor(request), Right.SUBMIT_DOCUMENTS)
    return queries.own_document(viewer(request), document)


def _to_documents() -> Crumbs:
    return [(_("Documents"), reverse("forum:documents"))]


def _to_document(row: DocumentRow) -> Crumbs:
    here = reverse("forum:document", args=[row.document.id])
    return [*_to_documents(), (row.document.titles, here)]
