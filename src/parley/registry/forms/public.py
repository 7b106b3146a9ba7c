"""What somebody without an account may send: a petition, and the code of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.registry.forms.fields import language, line, text


class PetitionForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = line(
            _("Whom or what it concerns"),
            required=True,
            help_text=_("The name or the reference on the list, as you know it."),
        )
        self.fields["petitioner"] = line(
            _("Your name"), required=True, help_text=_("If you act for somebody else, say for whom.")
        )
        self.fields["contact"] = line(
            _("How the reviewer can reach you"),
            help_text=_("An address, a number, a lawyer. You may leave it empty and follow the petition by its code."),
        )
        self.fields["text"] = text(_("Why the entry should go"), required=True, rows=10)
        self.fields["language"] = language(_("Language in which you want to be answered"))


class CodeForm(ActForm):
    code = forms.CharField(
        label=_("The code of your petition"),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )


class WriteForm(ActForm):
    """What the petitioner writes to the reviewer, or the reviewer to the petitioner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = text(_("Write to the reviewer"), required=True, rows=4)
