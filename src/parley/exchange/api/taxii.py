"""TAXII 2.1: the endpoints of sections 4 and 5, and what a token's holder is entitled to (cti-taxii2, issue 119).

A read goes: the collection, the page, the receipt, the answer. HEAD leaves a receipt as GET does, and so does a
manifest: they tell that there is something, and an id can give a value away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.forms import actor, moment, viewer
from parley.council.rules import Right, Scope
from parley.exchange import cursors
from parley.exchange.acts.adding import add, finish
from parley.exchange.acts.changing import withdraw
from parley.exchange.acts.reading import read
from parley.exchange.api import answers, resources
from parley.exchange.api.endpoints import endpoint
from parley.exchange.api.entitlements import entitlements_of
from parley.exchange.queries import collections as channels
from parley.exchange.queries.feeds import SPEC_VERSION, FeedPage, page
from parley.exchange.queries.submissions import status as status_of
from parley.exchange.rules import asking
from parley.exchange.rules.asking import Ask, MalformedError
from parley.exchange.rules.envelopes import split
from parley.exchange.rules.feeds import END, EVERY_VERSION, Filter, timestamp
from parley.settings import SETTINGS

Writer = Callable[[FeedPage, str], bytes]


def _scopes(request: HttpRequest) -> frozenset[str]:
    """What the token may be used for (door.py)."""
    scopes: frozenset[str] = request.scopes  # type: ignore[attr-defined]
    return scopes


def _ask(request: HttpRequest, taken: frozenset[str]) -> Ask:
    return asking.ask(request.META.get("QUERY_STRING", ""), taken, SETTINGS.taxii_page_objects_max)


def _object_id(text: str) -> str:
    """No id is longer, or holds what PostgreSQL does not take."""
    if len(text) > asking.VALUE_CHARS_MAX or not text.isprintable():
        raise NotFoundError
    return text


# The server, the API root and the status (4)


def _council_name() -> str:
    served = council.the_council()
    if served is None:
        raise NotFoundError
    return resources.in_english(served.party.names)


def _discovery(request: HttpRequest) -> HttpResponse:
    return answers.resource(resources.discovery(_council_name()))


def _api_root(request: HttpRequest) -> HttpResponse:
    return answers.resource(resources.api_root(_council_name()))


def _status(request: HttpRequest, status: str) -> HttpResponse:
    """4.3. What still waits for a verdict is judged now, if whoever asks may add it: nothing else would do it."""
    try:
        id_ = UUID(status)
    except ValueError as error:
        raise NotFoundError from error
    found = status_of(viewer(request), id_)
    if found.pendings and Scope.EXCHANGE_WRITE in _scopes(request) and viewer(request).may(Right.SHARE):
        found = finish(actor(request), id_)
    return answers.resource(resources.status(found))


def _entitlements(request: HttpRequest) -> HttpResponse:
    return answers.resource(entitlements_of(viewer(request), _scopes(request), moment(request)))


def _nothing(request: HttpRequest, path: str) -> HttpResponse:
    """Any other address. The hint follows from the path alone, so it tells nothing of what is there."""
    hint = "" if not path or path.endswith("/") else "The address of an endpoint ends in a slash (TAXII 2.1, 3.1)."
    return answers.refusal(HTTPStatus.NOT_FOUND, description=hint)


# Collections (5)


def _collections(request: HttpRequest) -> HttpResponse:
    looking = viewer(request)
    return answers.resource(resources.collections(channels.collections(looking), looking, _scopes(request)))


def _collection(request: HttpRequest, collection: str) -> HttpResponse:
    looking = viewer(request)
    found = channels.collection(looking, collection)
    return answers.resource(resources.collection(found, looking, _scopes(request)))


def _objects(request: HttpRequest, collection: str) -> HttpResponse:
    return _read(request, collection, _ask(request, asking.FEED), resources.envelope)


def _manifest(request: HttpRequest, collection: str) -> HttpResponse:
    return _read(request, collection, _ask(request, asking.FEED), resources.manifest)


def _object(request: HttpRequest, collection: str, object_id: str) -> HttpResponse:
    """5.6: as a search with match[id], except that an id which is not there at all is a 404."""
    ask = _ask(request, asking.OBJECT)
    on = replace(ask.on, ids=(_object_id(object_id),))
    return _read(request, collection, replace(ask, on=on), resources.envelope, there=True)


def _versions(request: HttpRequest, collection: str, object_id: str) -> HttpResponse:
    ask = _ask(request, asking.OBJECT_VERSIONS)
    on = replace(ask.on, ids=(_object_id(object_id),), versions=EVERY_VERSION.versions)
    return _read(request, collection, replace(ask, on=on), resources.versions, there=True)


def _read(request: HttpRequest, collection: str, ask: Ask, write: Writer, *, there: bool = False) -> HttpResponse:
    """One page. `there`: the ids asked for have to be in the collection, whatever else the filter says.

    Its dates (3.2) are those of the first and the last entry. An empty page has the place after which nothing came, so
    that whoever goes on from X-TAXII-Date-Added-Last stays where it is.
    """
    looking, by = viewer(request), actor(request)
    of = channels.collection(looking, collection)
    if not resources.may_read(_scopes(request)):
        return answers.refusal(HTTPStatus.FORBIDDEN)
    after = cursors.opened(looking, of.id, ask.on, ask.next) if ask.next else None
    bare = write is resources.envelope
    found = read(by, of.id, on=ask.on, after=after, added_after=ask.added_after, limit=ask.limit, bare=bare)
    if there and not found.rows and not read(by, of.id, on=replace(EVERY_VERSION, ids=ask.on.ids), limit=1).rows:
        raise NotFoundError
    next_ = cursors.seal(looking, of.id, ask.on, found.ends[1]) if found.more else ""
    response = answers.octets(write(found, next_))
    nowhere = max(ask.added_after or 0, after.added_at if after else 0)
    first, last = _ends(found, nowhere)
    response.headers["X-TAXII-Date-Added-First"] = timestamp(first)
    response.headers["X-TAXII-Date-Added-Last"] = timestamp(last)
    return response


def _ends(found: FeedPage, nowhere: int) -> tuple[int, int]:
    return (found.ends[0].added_at, found.ends[1].added_at) if found.ends else (nowhere, nowhere)


def _add(request: HttpRequest, collection: str) -> HttpResponse:
    """5.5."""
    looking = viewer(request)
    into = channels.collection(looking, collection)
    if not resources.may_write(into, looking, _scopes(request)):
        return answers.refusal(HTTPStatus.FORBIDDEN)
    if refusal := _unreadable(request):
        return refusal
    try:
        body = request.body
        if len(body) < int(request.META["CONTENT_LENGTH"]):
            raise MalformedError(f"The body ended after {len(body):,} octets. Nothing was added; send it again.")
    except UnreadablePostError as error:
        if _found_no_turn(error):
            return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE)
        raise MalformedError("The body ended before its time. Nothing was added; send it again.") from error
    try:
        objects = split(body, SETTINGS.envelope_objects_max)
    except MalformedError as error:
        return answers.refusal(HTTPStatus.UNPROCESSABLE_ENTITY, description=str(error))
    return answers.resource(resources.status(add(actor(request), into.id, objects)), HTTPStatus.ACCEPTED)


def _found_no_turn(error: BaseException | None) -> bool:
    """Too many others are sending (web/wsgi.py): Django has wrapped the `TimeoutError` that says so."""
    while error is not None and not isinstance(error, TimeoutError):
        error = error.__cause__
    return error is not None


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """What the headers say of the body: its type (415), that it is not compressed (415), its length (411)."""
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    stated = request.META.get("parley.content_type") or request.META.get("CONTENT_TYPE", "")
    if encoding != "identity" or not asking.is_taxii(stated):
        return answers.refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if not request.META.get("CONTENT_LENGTH"):
        return answers.refusal(HTTPStatus.LENGTH_REQUIRED)
    return None


def _delete(request: HttpRequest, collection: str, object_id: str) -> HttpResponse:
    """5.7. Only what is the party's own; another's is as good as absent."""
    ask = _ask(request, asking.DELETION)
    looking = viewer(request)
    of = channels.collection(looking, collection)
    rights = resources.may_read(_scopes(request)), resources.may_write(of, looking, _scopes(request))
    if not all(rights):
        return answers.refusal(HTTPStatus.FORBIDDEN if any(rights) else HTTPStatus.NOT_FOUND)
    withdraw(actor(request), of.id, _object_id(object_id), _as_stored(request, of.id, object_id, ask.on))
    return answers.octets(b"")


def _as_stored(request: HttpRequest, collection: UUID, object_id: str, on: Filter) -> Filter:
    """The filter with the versions as the store has them: what has no dates has none, and was asked for by the date at
    which it was added. Nothing of it is told.
    """
    if on.spec_versions and SPEC_VERSION not in on.spec_versions:
        raise NotFoundError
    if on.versions == EVERY_VERSION.versions:
        return on
    by = actor(request)
    named = page(
        by, collection, on=replace(on, ids=(object_id,)), limit=SETTINGS.taxii_page_objects_max, before=END.added_at
    )
    undated = any(entry.version == timestamp(entry.at.added_at) for entry in named.entries)
    return replace(on, versions=(*on.versions, "")) if undated else on


discovery = endpoint(GET=_discovery)
api_root = endpoint(GET=_api_root)
status = endpoint(GET=_status)
entitlements = endpoint(GET=_entitlements)
collections = endpoint(GET=_collections)
collection = endpoint(GET=_collection)
objects = endpoint(GET=_objects, POST=_add)
manifest = endpoint(GET=_manifest, stix=True)
object_ = endpoint(GET=_object, DELETE=_delete)
versions = endpoint(GET=_versions)
nothing = endpoint(GET=_nothing, POST=_nothing, DELETE=_nothing)
