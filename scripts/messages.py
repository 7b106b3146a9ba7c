"""Collect the texts to translate (needs gettext), compile them, and say what is missing.

`--check` changes nothing: it fails when a text is not collected, not translated, or not compiled.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "src/parley/web/locale"
LANGUAGES = {"ru": "ru", "zh_Hans": "zh_Hans_CN", "ur": "ur"}
# Written into what is compiled, which would otherwise differ from minute to minute.
MOMENT = datetime(2021, 12, 7, tzinfo=UTC)
# Refusals are collected from where they are raised: which arguments hold a text, if it stands there as a literal.
# (xgettext can be told of one argument of a call, and a refusal has three.)
REFUSALS = {"InputError": (1, 2, 3), "ConflictError": (0,), "Message": (0,), "gettext_noop": (0,)}
# The words of these stand in refusals too.
VOCABULARIES = {"Right", "Role"}
COLLECTED = ROOT / "src/parley/collected_for_translation.py"


def refusals() -> list[str]:
    """Every text in a refusal, in the order of the files."""
    found: dict[str, None] = {}
    for file in sorted((ROOT / "src/parley").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if name in REFUSALS:
                    texts = [args[i] for i in REFUSALS[name] if i < len(args)]
                case ast.ClassDef(name=name, body=body) if name in VOCABULARIES:
                    texts = [member.value for member in body if isinstance(member, ast.Assign)]
                case _:
                    continue
            found |= {
                t.value: None for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str) and t.value
            }
    return list(found)


def collect() -> None:
    """Bring every django.po up to date with the sources."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.web.django_settings")
    os.environ.setdefault("PARLEY_HOME", tempfile.mkdtemp())
    import django
    from django.core.management.commands import makemessages

    django.setup()
    makemessages.Command.xgettext_options = ["--from-code=UTF-8", "--add-comments=Translators"]
    makemessages.Command.msgmerge_options = ["-q", "--backup=none", "--previous", "--update", "--no-fuzzy-matching"]
    LOCALE.mkdir(exist_ok=True)
    os.chdir(ROOT / "src/parley")
    COLLECTED.write_text("".join(f"gettext_noop({text!r})\n" for text in refusals()))
    try:
        _make_messages()
    finally:
        COLLECTED.unlink()


def _make_messages() -> None:
    from django.core.management import call_command

    call_command("makemessages", locale=list(LANGUAGES), no_location=True, no_wrap=True, no_obsolete=True, verbosity=0)
    for po in LOCALE.glob("*/LC_MESSAGES/django.po"):
        # The date of collecting would make every run a change.
        lines = [line for line in po.read_text().splitlines(True) if not line.startswith('"POT-Creation-Date')]
        po.write_text("".join(lines))


def missing() -> list[str]:
    """Each text that has no translation, or one with other placeholders."""
    found = []
    for locale, tag in LANGUAGES.items():
        with (LOCALE / locale / "LC_MESSAGES/django.po").open("rb") as file:
            catalogue = read_po(file, locale=tag)
        for message in catalogue:
            if not message.id:
                continue
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            if not all(strings):
                found.append(f"{locale}: not translated: {message.id!r}")
            elif any(True for _ in message.check()):
                found.append(f"{locale}: placeholders differ: {message.id!r}")
    return found


def compile_all() -> None:
    for locale, tag in LANGUAGES.items():
        folder = LOCALE / locale / "LC_MESSAGES"
        with (folder / "django.po").open("rb") as source, (folder / "django.mo").open("wb") as out:
            catalogue = read_po(source, locale=tag)
            catalogue.creation_date = catalogue.revision_date = MOMENT
            write_mo(out, catalogue)


def check() -> list[str]:
    before = {path: path.read_bytes() for path in LOCALE.rglob("django.?o")}
    try:
        collect()
        compile_all()
        changed = [
            f"{path.relative_to(ROOT)} is not what `make messages` makes"
            for path in LOCALE.rglob("django.?o")
            if before.get(path) != path.read_bytes()
        ]
        return changed + missing()
    finally:
        for path, content in before.items():
            path.write_bytes(content)


if __name__ == "__main__":
    if not shutil.which("xgettext"):
        sys.exit("Collecting texts needs gettext: apt-get install gettext (or brew install gettext).")
    subprocess.run(["xgettext", "--version"], check=True, stdout=subprocess.DEVNULL)
    if "--check" in sys.argv:
        faults = check()
    else:
        collect()
        compile_all()
        faults = missing()
    print("\n".join(faults) or "Every text is translated.")
    sys.exit(bool(faults))
