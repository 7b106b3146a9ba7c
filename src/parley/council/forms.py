"""A form that carries out an act, and shows the act's refusal where the person typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parley.council.errors import ConflictError, InputError, NotAllowedError
from parley.council.rules import Viewer
from parley.council.text import LANGUAGES
from parley.ledger.rules.actor import Actor

T = TypeVar("T")

LANGUAGE_CHOICES = [("en", "English"), ("ru", "Русский"), ("zh-hans", "简体中文"), ("ur", "اردو")]


def viewer(request: HttpRequest) -> Viewer:
    """Whoever looks: on every page but the public ones, the middleware has seen to it that there is somebody."""
    looking = request.viewer  # type: ignore[attr-defined]
    assert isinstance(looking, Viewer)
    return looking


def moment(request: HttpRequest) -> datetime:
    """When the request came: the only clock that a page knows."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


def actor(request: HttpRequest) -> Actor:
    """Whoever sent the request, about to act at the request's moment."""
    return viewer(request).acting(moment(request), request.draw, request.clock)  # type: ignore[attr-defined]


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled with: nothing when its page is only looked at."""
    return request.POST if request.method == "POST" else None


class ActForm(forms.Form):
    """Checks shapes only; what is right is for the act to say. By itself it is only a button."""

    use_required_attribute = False
    # Where an act's field is called otherwise in the form.
    renamed: ClassVar[Mapping[str, str]] = {}

    def attempt(self, act: Callable[[], T]) -> T | None:
        """Carry out the act if the form is well shaped; None, with the form's errors, if it was refused."""
        if not self.is_valid():
            return None
        try:
            return act()
        except InputError as error:
            name = self.renamed.get(error.field, error.field)
            self.add_error(name if name in self.fields else self._first_with(name), error.reason.translated(gettext))
        except (ConflictError, NotAllowedError) as error:
            self.add_error(None, error.message.translated(gettext))
        return None

    def _first_with(self, prefix: str) -> str | None:
        return next((name for name in self.fields if name.startswith(prefix + "_")), None)

    def texts(self, name: str) -> dict[str, str]:
        """A text in several languages, from the fields `name_en` and so on."""
        values = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in LANGUAGES}
        return {language: text for language, text in values.items() if text}


def multilingual(form: forms.Form, name: str, label: Any, *, long: bool = False) -> Iterable[str]:
    """Add one field a language; none is required by itself, the act asks for at least one."""
    for language, own_name in LANGUAGE_CHOICES:
        widget = (
            forms.Textarea(attrs={"rows": 4, "lang": language, "dir": "auto"})
            if long
            else forms.TextInput(attrs={"lang": language, "dir": "auto"})
        )
        form.fields[f"{name}_{language}"] = forms.CharField(
            label=_("%(what)s (%(language)s)") % {"what": label, "language": own_name},
            required=False,
            widget=widget,
            strip=False,
        )
        yield f"{name}_{language}"
