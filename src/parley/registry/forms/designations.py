"""The forms of a State's own designation: what it says, and whom it is released to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parley.council.queries import PartyName
from parley.registry.forms.audience import AudienceForm
from parley.registry.forms.content import ContentForm
from parley.registry.queries.audiences import Audience
from parley.release.rules import Terms


class DesignationForm(ContentForm, AudienceForm):
    def __init__(self, *args: Any, offered: Sequence[Audience], states: Sequence[PartyName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_audience(offered, states)


class ReleaseForm(AudienceForm):
    def __init__(
        self,
        *args: Any,
        offered: Sequence[Audience],
        states: Sequence[PartyName],
        current: Terms | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_audience(offered, states, current)
