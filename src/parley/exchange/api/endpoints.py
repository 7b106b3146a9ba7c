"""One address of the API: which function answers which method, and what is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from parley.council.errors import ParleyError
from parley.exchange.api import answers
from parley.exchange.rules.asking import MalformedError, acceptable

Answer = Callable[..., HttpResponse]


def endpoint(*, stix: bool = False, **methods: Answer) -> Answer:
    """The view of an address. `methods` are called with the request and what stands in the address.

    1. A method that it does not take: 405 with Allow. OPTIONS names them, HEAD is GET, of which the server keeps the
       body back.
    2. An Accept that shuts TAXII 2.1 out: 406.
    3. The answer; refusals of the rooms become error objects. What is ours goes on to the middleware.
    """
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]
    allow = ", ".join(sorted({*methods, "OPTIONS"}))

    def view(request: HttpRequest, **where: str) -> HttpResponse:
        answer = methods.get(request.method or "")
        if answer is None:  # 1
            taken = request.method == "OPTIONS"
            response = answers.octets(b"") if taken else answers.refusal(HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = allow
            return response
        if not acceptable(request.META.get("HTTP_ACCEPT", ""), stix=stix):  # 2
            return answers.refusal(HTTPStatus.NOT_ACCEPTABLE)
        try:
            return answer(request, **where)  # 3
        except (ParleyError, MalformedError, RequestDataTooBig) as error:
            response_ = answers.refused(error)
            if response_ is None:
                raise
            return response_

    return view
