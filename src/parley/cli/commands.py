"""What each command does: the same acts and queries as the pages."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from parley.council.errors import ConflictError, ParleyError
from parley.settings import SETTINGS, SettingsError


def run(asked: Namespace) -> int:
    """Run the command; 0 when it did what it says, 1 when a check found a fault, 2 when it was refused."""
    try:
        if asked.command == "ledger" and asked.export:
            return _verify_export(asked)
        if asked.command == "exchange":
            from parley.cli import exchange

            return exchange.run(asked)
        if asked.command == "registry" and asked.subcommand == "screen":
            from parley.cli.registry.screening import screen

            return screen(asked)
        _set_up_django(demo=asked.command == "demo")
        name = "_".join(filter(None, [asked.command, getattr(asked, "subcommand", None)]))
        result: int = COMMANDS[name](asked)
    except (ParleyError, SettingsError) as error:
        print(f"parley: {error}", file=sys.stderr)
        return 2
    return result


def _set_up_django(*, demo: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.web.django_settings")
    if demo and not SETTINGS.demo:
        # The demo is a mode of the whole process, so the process starts again with it switched on.
        os.environ["PARLEY_DEMO"] = "1"
        os.execv(sys.executable, [sys.executable, "-m", "parley", *sys.argv[1:]])  # noqa: S606
    SETTINGS.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    import django

    django.setup()


def _now() -> datetime:
    return datetime.now(UTC)


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _print(asked: Namespace, data: Mapping[str, Any], sentence: str) -> None:
    print(json.dumps(data, default=str, ensure_ascii=False, indent=2) if asked.format == "json" else sentence)


def serve(asked: Namespace) -> int:
    """Bring the store up to date, set an empty node up, and serve until stopped."""
    from parley.council import queries
    from parley.demo.guard import refuse_mismatch

    _migrate()
    refuse_mismatch()
    if queries.is_empty():
        _first_start()
    _serve()
    return 0


def _serve() -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    (SETTINGS.home / "static").mkdir(exist_ok=True)
    print(f"Parley serves on http://{SETTINGS.host}:{SETTINGS.port} (Ctrl-C stops it)", flush=True)
    Server(
        "parley.web.wsgi:application",
        address=SETTINGS.host,
        port=SETTINGS.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=SETTINGS.threads_count,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


def _first_start() -> None:
    from parley.council import acts

    at = _now()
    acts.found_council(
        acts.operator(uuid4(), at),
        names={"en": "The council"},
        short_names={"en": "Council"},
        secretariat={"code": "SECRETARIAT", "names": {"en": "Secretariat"}},
        demo=False,
    )
    print("This node is new. The secretariat's first account is made with this link, once:")
    _print_link("First focal point")


def _print_link(name: str) -> None:
    from parley.council import acts
    from parley.council.models import Authority, Council
    from parley.council.rules import AuthorityKind
    from parley.council.views.people import link_of

    council = Council.objects.first()
    if council is None:
        raise ConflictError("This node serves no council yet. Start it once with `parley serve`, which sets it up.")
    by = acts.operator(council.secretariat_id, _now())
    office = Authority.objects.filter(party=council.secretariat, kind=AuthorityKind.SECRETARIAT).first()
    if office is None:
        office = acts.add_authority(
            by, party=council.secretariat_id, kind=AuthorityKind.SECRETARIAT, names={"en": "Secretariat"}
        )
    _, secret = acts.enrol_first(by, authority=office.id, display_name=name, reference="command line of the node")
    print(f"  {link_of(secret)}", flush=True)


def enrol(asked: Namespace) -> int:
    _migrate()
    _print_link(asked.name)
    return 0


def demo_load(asked: Namespace) -> int:
    _migrate()
    _load_demo()
    print("The council of 2021 is loaded.")
    return 0


def _load_demo() -> None:
    """The joint list is shared here and not by the demo, which does not know the command line."""
    from parley.cli.registry.importing import secretariat
    from parley.cli.registry.sharing import share_list
    from parley.demo.load import load

    load(_now())
    share_list(secretariat(), limit=SETTINGS.envelope_objects_max)


def demo_serve(asked: Namespace) -> int:
    from parley.council import queries
    from parley.demo.guard import refuse_mismatch

    _migrate()
    if queries.is_empty():
        print("Loading the council of 2021, once ...", flush=True)
        _load_demo()
    refuse_mismatch()
    print("This is the demo: anyone acts as anyone. Choose an authority on the start page.")
    _serve()
    return 0


def ledger_verify(asked: Namespace) -> int:
    from parley.ledger.commands import verify_store

    return _report(asked, verify_store())


def _verify_export(asked: Namespace) -> int:
    from parley.ledger.commands import verify_export

    return _report(asked, verify_export(Path(asked.export), asked.keys, [Path(file) for file in asked.earlier]))


def _report(asked: Namespace, report: Any) -> int:
    _print(asked, asdict(report), str(report))
    return 0 if report.ok else 1


def key_rotate(asked: Namespace) -> int:
    from django.db import transaction

    from parley.council.acts import operator
    from parley.council.models import Council
    from parley.ledger.acts import rotate_key

    council = Council.objects.first()
    if council is None:
        raise ConflictError("This node serves no council yet, so it has signed nothing.")
    with transaction.atomic():
        rotate_key(operator(council.secretariat_id, _now()))
    print("A new key signs checkpoints from now on.")
    return 0


def _viewer(username: str) -> Any:
    from parley.council.errors import NotFoundError
    from parley.council.models import Account
    from parley.council.queries import viewer_of

    account = Account.objects.filter(username__iexact=username).first()
    viewer = viewer_of(account, None) if account else None
    if viewer is None:
        raise NotFoundError
    return viewer


def token_make(asked: Namespace) -> int:
    from parley.council.acts import issue_token

    token, secret = issue_token(
        _viewer(asked.username).acting(_now()), label=asked.label, scopes=asked.scopes, days=asked.days
    )
    _print(asked, {"id": token.id, "secret": secret, "expires_at": token.expires_at}, secret)
    return 0


def token_list(asked: Namespace) -> int:
    from parley.council.queries import tokens

    found = tokens(_viewer(asked.username))
    rows = [
        {
            "id": t.id,
            "label": t.label,
            "scopes": t.scopes,
            "expires_at": t.expires_at,
            "revoked_at": t.revoked_at,
        }
        for t in found
    ]
    text = "\n".join(
        f"{r['id']}  {r['label']}  until {r['expires_at']:%Y-%m-%d}{'  revoked' if r['revoked_at'] else ''}"
        for r in rows
    )
    _print(asked, {"tokens": rows}, text or "No tokens.")
    return 0


def token_revoke(asked: Namespace) -> int:
    from parley.council.acts import revoke_token
    from parley.council.errors import NotFoundError
    from parley.council.models import Token
    from parley.council.queries import viewer_of

    try:
        token = Token.objects.select_related("appointment__account").filter(id=UUID(asked.token)).first()
    except ValueError:
        token = None
    viewer = viewer_of(token.appointment.account, token.appointment.authority_id) if token else None
    if viewer is None:
        raise NotFoundError
    revoke_token(viewer.acting(_now()), UUID(asked.token))
    print("The token no longer works.")
    return 0


def backup(asked: Namespace) -> int:
    from parley.cli.backup import write

    rows = write(Path(asked.file), _now())
    print(f"{rows} rows written to {asked.file}.")
    return 0


def restore(asked: Namespace) -> int:
    from parley.cli.backup import read

    _migrate()
    rows = read(Path(asked.file), _now())
    print(f"{rows} rows restored. The node is sealed: `parley unseal` opens it, after newer recalls have been entered.")
    return 0


def unseal(asked: Namespace) -> int:
    from parley.cli.backup import unseal as open_node

    open_node(_now())
    print("The node is open.")
    return 0


def check(asked: Namespace) -> int:
    from parley.cli.check import look

    report = look()
    _print(asked, asdict(report), str(report))
    return 0 if report.ok else 1


def registry_import(asked: Namespace) -> int:
    from parley.cli.registry.importing import import_list

    _migrate()
    done = import_list(asked)
    if not asked.dry_run:
        registry_index(Namespace(audiences=[]))
    return done


def registry_index(asked: Namespace) -> int:
    """Also run by a serving node, in a process of its own, when much has changed (`registry.index.keeping`)."""
    from parley.registry.index.keeping import written_anew
    from parley.registry.queries.indexed import audiences

    known = audiences()
    named = [each for each in known if str(each) in asked.audiences] if asked.audiences else known
    print(f"Written anew: {written_anew(named):,} names in {len(named):,} files.")
    return 0


def registry_forget(asked: Namespace) -> int:
    from django.db import transaction

    from parley.registry.acts import clearing, petitioning, screening

    now = _now()
    with transaction.atomic():
        done = screening.forget(now), petitioning.forget(now), clearing.forget(now)
    print("Forgotten: {:,} look-ups, {:,} petitions, {:,} clearances.".format(*done))
    return 0


def registry_share(asked: Namespace) -> int:
    from parley.cli.registry.sharing import share

    _migrate()
    return share(asked)


def registry_sources(asked: Namespace) -> int:
    from parley.cli.registry.importing import list_sources

    _migrate()
    return list_sources(asked)


COMMANDS = {
    "serve": serve,
    "check": check,
    "backup": backup,
    "restore": restore,
    "unseal": unseal,
    "enrol": enrol,
    "demo_load": demo_load,
    "demo_serve": demo_serve,
    "ledger_verify": ledger_verify,
    "key_rotate": key_rotate,
    "registry_forget": registry_forget,
    "registry_import": registry_import,
    "registry_index": registry_index,
    "registry_share": registry_share,
    "registry_sources": registry_sources,
    "token_make": token_make,
    "token_list": token_list,
    "token_revoke": token_revoke,
}
