"""The form of a system that takes the register's changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.registry.forms.fields import line


class ConsumerForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = line(
            _("Name of the system"),
            required=True,
            help_text=_("For yourselves: other members see that you have a system, never its name."),
        )
