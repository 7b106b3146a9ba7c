"""The register in yente's shapes, so that its clients work: /match, /entities, /catalog, /algorithms, /healthz.

`match` is false in every result: the register gives candidates, and who decides is a person (docs/screening.md). What
yente takes and this node does not is refused, since a filter that is silently ignored changes what a caller believes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, QueryDict

from parley.council.errors import InputError, Message, NotFoundError, gettext_noop
from parley.council.rules import Scope
from parley.registry.acts.screening import LIMIT, screen
from parley.registry.api.answers import resource
from parley.registry.api.door import body, endpoint
from parley.registry.names import MATCHER_VERSION
from parley.registry.queries.screening import listings, lists
from parley.registry.rules import screening as rules
from parley.registry.rules.entries import Identifier, Kind
from parley.registry.rules.screening import Answer, Candidate, Listing, Query

Json = dict[str, Any]
ALL = "default"
PURPOSE = "Parley-Purpose"
QUERIES_MAX = 100
"""Queries of one request."""
NAMES_MAX = 100
"""Names of one query."""
SCHEMAS: dict[str, Kind | None] = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANISATION,
    "Company": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "LegalEntity": None,
    "Thing": None,
}
NAMED = {Kind.PERSON: "Person", Kind.ORGANISATION: "Organization", Kind.VESSEL: "Vessel", Kind.AIRCRAFT: "Airplane"}
IDENTIFIERS = (
    "idNumber", "passportNumber", "registrationNumber", "taxNumber", "innCode", "ogrnCode", "leiCode",
    "imoNumber", "mmsi", "callSign", "uniqueEntityId",
)  # fmt: skip
NOT_HERE = ("changed_since", "exclude_schema", "filter")
ALGORITHMS = frozenset({"", "best", "default", MATCHER_VERSION})


class _Example(msgspec.Struct):
    schema: str = "Thing"
    properties: dict[str, list[str] | str] = {}


class _Body(msgspec.Struct):
    queries: dict[str, _Example]
    config: dict[str, Any] | None = None


def _match(request: HttpRequest, dataset: str) -> HttpResponse:
    asked = _read(body(request))
    among = _lists(request, dataset)
    limit, score = _number(request.GET, "limit", LIMIT, int), _number(request.GET, "cutoff", None, float)
    _check(request.GET)
    texts = {key: _texts(key, example) for key, example in asked.queries.items()}
    rules.check_count(sum(map(len, texts.values())))
    queries = {key: _queries(asked.queries[key], named) for key, named in texts.items()}
    by = request.viewer.acting(request.now, request.draw, request.clock)  # type: ignore[attr-defined]
    every = [query for of in queries.values() for query in of]
    found = screen(by, every, purpose=_purpose(request, asked), limit=limit, threshold=score, among=among)
    told = iter(found.answers)
    left_out = set(request.GET.getlist("exclude_entity_ids"))
    responses = {
        key: _response(asked.queries[key], [next(told) for _ in of], limit, left_out) for key, of in queries.items()
    }
    return resource({"responses": responses, "matcher": {}, "limit": limit})


def _read(octets: bytes) -> _Body:
    try:
        read = msgspec.json.decode(octets, type=_Body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        expected = gettext_noop('JSON such as {"queries": {"q": {"schema": "Person", "properties": {"name": ["…"]}}}}')
        raise InputError("body", expected, str(error), gettext_noop("Send what yente's /match takes.")) from error
    if not 1 <= len(read.queries) <= QUERIES_MAX:
        raise InputError(
            "queries", f"1 to {QUERIES_MAX}", str(len(read.queries)), gettext_noop("Send fewer at a time.")
        )
    return read


def _purpose(request: HttpRequest, asked: _Body) -> str:
    """yente has no word for it: it stands in a header, or in the request's `config`."""
    stated = request.headers.get(PURPOSE) or (asked.config or {}).get("purpose")
    if not isinstance(stated, str) or not stated.strip():
        raise InputError(
            "purpose",
            gettext_noop("why you ask"),
            "",
            gettext_noop('Say it in the header Parley-Purpose, or as "purpose" in the request\'s config.'),
        )
    return stated


def _lists(request: HttpRequest, dataset: str) -> list[str] | None:
    """`default` is every list. What is not there, and what is not released, is the same 404."""
    known = lists(request.viewer)  # type: ignore[attr-defined]
    named = [dataset, *request.GET.getlist("include_dataset")]
    left_out = set(request.GET.getlist("exclude_dataset"))
    if any(name != ALL and name not in known for name in (*named, *left_out)):
        raise NotFoundError
    wanted = set(known) if ALL in named else set(named)
    return None if ALL in named and not left_out else sorted(wanted - left_out)


def _number(given: QueryDict, name: str, otherwise: Any, kind: type) -> Any:
    text = given.get(name, "")
    try:
        return kind(text) if text else otherwise
    except ValueError:
        raise InputError(name, gettext_noop("a number"), text, gettext_noop("Leave it out for the default.")) from None


def _check(given: QueryDict) -> None:
    for name in NOT_HERE:
        if given.get(name):
            raise InputError(
                name, gettext_noop("nothing"), str(given[name]), gettext_noop("This node does not filter by it.")
            )
    if (algorithm := given.get("algorithm", "")) not in ALGORITHMS:
        raise InputError("algorithm", MATCHER_VERSION, algorithm, gettext_noop("Leave it out, or say best."))


def _texts(key: str, example: _Example) -> list[str]:
    """The names of an example, each once."""
    if example.schema not in SCHEMAS:
        raise InputError("schema", ", ".join(SCHEMAS), example.schema, gettext_noop("Ask for one of these."))
    texts = list(dict.fromkeys(filter(str.strip, _named(_values(example)))))
    if not texts:
        raise InputError(f"queries.{key}", gettext_noop("a name among the properties"), "", gettext_noop("Add name."))
    if len(texts) > NAMES_MAX:
        expected = Message(gettext_noop("names: 1 to %(most)d"), most=NAMES_MAX)
        raise InputError(f"queries.{key}", expected, str(len(texts)), gettext_noop("Send fewer at a time."))
    return texts


def _values(example: _Example) -> dict[str, list[str]]:
    return {name: [v] if isinstance(v, str) else v for name, v in example.properties.items()}


def _queries(example: _Example, texts: Iterable[str]) -> list[Query]:
    """One for each name."""
    values, kind = _values(example), SCHEMAS[example.schema]
    return [
        rules.query(
            text,
            kind=kind or "",
            births=values.get("birthDate", []),
            nationalities=[*values.get("nationality", []), *values.get("citizenship", [])],
            identifiers=[Identifier(name, value) for name in IDENTIFIERS for value in values.get(name, ())],
        )
        for text in texts
    ]


def _named(values: dict[str, list[str]]) -> Iterable[str]:
    for name in ("name", "alias", "weakAlias"):
        yield from values.get(name, ())
    if not values.get("name"):
        parts = [
            " ".join(values.get(name, ()))
            for name in ("firstName", "secondName", "middleName", "fatherName", "lastName")
        ]
        if whole := " ".join(filter(None, parts)):
            yield whole


def _response(example: _Example, answered: list[Answer], limit: int, left_out: set[str]) -> Json:
    """The best candidate of each entry, over all names of the example."""
    best: dict[UUID, tuple[Candidate, Query]] = {}
    for answer in answered:
        for each in answer.candidates:
            known = best.get(each.listing.id)
            if str(each.listing.id) not in left_out and (known is None or _raw(each) > _raw(known[0])):
                best[each.listing.id] = each, answer.query
    ranked = sorted(best.values(), key=lambda pair: (-_raw(pair[0]), pair[0].listing.id))[:limit]
    return {
        "status": 200,
        "query": {"schema": example.schema, "properties": example.properties},
        "results": [_result(candidate, query) for candidate, query in ranked],
        "total": {"value": len(ranked), "relation": "gte" if any(a.more for a in answered) else "eq"},
    }


def _raw(candidate: Candidate) -> float:
    assert candidate.raw is not None  # every query has a name here
    return candidate.raw


def _result(candidate: Candidate, query: Query) -> Json:
    words = " ".join(map(str, (*candidate.supporting, *candidate.against)))
    name = {"score": candidate.score, "detail": words, "query": query.name, "candidate": candidate.name}
    explanations = {"names": name, "to_confirm": {"score": 0.0, "detail": rules.CONFIRM}}
    for number, each in enumerate(candidate.clearings, 1):
        told = f"Cleared until {each.cleared.expires_on} for: {', '.join(sorted(each.cleared.purposes))}."
        explanations[f"clearance_{number}"] = {"score": 0.0, "detail": told}
    return _entity(candidate.listing) | {"score": candidate.score, "match": False, "explanations": explanations}


def _entity(listing: Listing) -> Json:
    content = listing.content
    properties: dict[str, list[str]] = {
        "name": [content.name],
        "alias": [alias.text for alias in content.names[1:]],
        "nationality": [code.lower() for code in content.nationalities],
        "country": [code.lower() for code in content.countries],
        "idNumber": [each.value for each in content.identifiers],
        "birthDate": [birth.first for birth in content.births],
        "topics": ["sanction"],
        "notes": list(content.reasons.values()),
        "sourceUrl": [content.page] if content.page else [],
    }
    return {
        "id": str(listing.id),
        "caption": content.name,
        "schema": NAMED[content.kind],
        "properties": {name: values for name, values in properties.items() if values},
        "datasets": [listing.list_],
        "referents": [listing.reference] if listing.reference else [],
        "target": True,
    }


def _fetch(request: HttpRequest, entry: str) -> HttpResponse:
    try:
        id_ = UUID(entry)
    except ValueError:
        raise NotFoundError from None
    found = listings(request.viewer, [id_], request.now.date())  # type: ignore[attr-defined]
    if id_ not in found:
        raise NotFoundError
    return resource(_entity(found[id_]))


def _catalog(request: HttpRequest) -> HttpResponse:
    known = lists(request.viewer)  # type: ignore[attr-defined]
    every = {"name": ALL, "title": "Every list", "load": True, "children": list(known)}
    each = [{"name": name, "title": title, "load": True, "index_current": True} for name, title in known.items()]
    return resource({"datasets": [every, *each], "current": [ALL, *known], "outdated": [], "index_stale": False})


def _algorithms(request: HttpRequest) -> HttpResponse:
    described = "Names by sound, across scripts; docs/names.md. Every result is a candidate."
    each = {"name": MATCHER_VERSION, "description": described, "docs": {}}
    return resource({"algorithms": [each], "default": MATCHER_VERSION, "best": MATCHER_VERSION})


def _well(request: HttpRequest) -> HttpResponse:
    return resource({"status": "ok"})


match = endpoint(Scope.REGISTRY_SCREEN, POST=_match)
entity = endpoint(Scope.REGISTRY_SCREEN, GET=_fetch)
catalog = endpoint(Scope.REGISTRY_SCREEN, GET=_catalog)
algorithms = endpoint(Scope.REGISTRY_SCREEN, GET=_algorithms)
well = endpoint(Scope.REGISTRY_SCREEN, GET=_well)
