"""`parley exchange`: intelligence in and out of a node, by a member on its own machine, with its token.

Nothing here opens the store: what comes in goes through the same door as everything that a member's systems send
(docs/decisions/0008-formats.md).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

FORMATS = ("auto", "stix", "misp", "csv")


def add(exchange: Any) -> None:
    """The commands `import`, `export` and `pull`, in the group `exchange` of the parser."""
    import_ = _command(
        exchange, "import", "share what stands in files: STIX 2.1 and 2.0, MISP events, CSV of indicators"
    )
    import_.add_argument("sources", metavar="FILE|DIR|URL", nargs="+", help="a file, a folder, or an https address")
    import_.add_argument("--to", default="council", metavar="COLLECTION", help="a collection's id or alias (council)")
    import_.add_argument("--format", choices=FORMATS, default="auto", help="what the files are (auto: as they look)")
    import_.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="ROLE=COLUMN",
        dest="columns",
        help="for CSV: which column plays a role: value, type, first_seen, valid_until, name, description",
    )
    import_.add_argument("--delimiter", default="", help="for CSV: what separates cells (found by itself)")
    import_.add_argument("--encoding", default="", help="for CSV: its encoding (UTF-8, or UTF-16 with its mark)")
    import_.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="UUID=COLLECTION",
        dest="groups",
        help="for MISP: into which collection goes what is for this sharing group; otherwise you keep it to yourself",
    )
    import_.add_argument(
        "--ignore-distribution",
        action="store_true",
        help="for MISP: share as far as the collection and TLP allow, whatever the event's distribution says",
    )
    import_.add_argument("--despite-warnings", action="store_true", help="send also what is on a warning list")
    import_.add_argument("--dry-run", action="store_true", help="read and judge everything, send nothing")
    import_.add_argument("--resume", action="store_true", help="go on where an import of the same things was stopped")
    import_.add_argument("--batch", type=_count, default=5_000, metavar="OBJECTS", help="objects in a request (5000)")
    import_.add_argument("--key-file", type=Path, metavar="FILE", help="the secret from which ids are derived")
    _node(import_)

    export = _command(exchange, "export", "write what you may see into files: STIX bundles, MISP events, or CSV")
    export.add_argument("--collection", default="shared", help="a collection's id or alias (shared)")
    export.add_argument("--format", choices=FORMATS[1:], default="stix", help="what to write (stix)")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder, made where there is none")
    export.add_argument("--added-after", default="", metavar="TIME", help="only what was added for you after it")
    _node(export)

    pull = _command(
        exchange, "pull", "read a collection of another TAXII 2.1 server into one of a node; the next time, what is new"
    )
    pull.add_argument("source", metavar="URL", help="the other server's collection: https://…/collections/ID/")
    secret = pull.add_mutually_exclusive_group()
    secret.add_argument("--from-token-file", type=Path, metavar="FILE", help="the other server's token")
    secret.add_argument("--from-password-file", type=Path, metavar="FILE", help="name:password at the other server")
    pull.add_argument("--inside", action="store_true", help="the other server is in our network, or on this machine")
    pull.add_argument("--to", default="own", metavar="COLLECTION", help="a collection's id or alias (own)")
    pull.add_argument(
        "--own-identity",
        action="append",
        default=[],
        metavar="ID",
        dest="identities",
        help="an identity that is ours: what it created is not sent back",
    )
    pull.add_argument("--state", type=Path, metavar="FILE", help="where to keep how far it was read")
    pull.add_argument("--dry-run", action="store_true", help="read and compare, send nothing, keep nothing")
    _node(pull)


def _command(group: Any, name: str, what: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = group.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    return made


def _node(command: argparse.ArgumentParser) -> None:
    command.add_argument("--server", default="", metavar="URL", help="the node (or PARLEY_SERVER)")
    command.add_argument("--token-file", type=Path, metavar="FILE", help="where the token stands (or PARLEY_TOKEN)")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"Expected: a number from 1 to 100000. Came: {text!r}.")
    return int(text)


def run(asked: argparse.Namespace) -> int:
    """0: all was taken. 1: something was refused, and it was said. Refusals of the whole are raised."""
    if asked.subcommand == "export":
        from parley.cli.exchange.exporting import export

        return export(asked)
    if asked.subcommand == "pull":
        from parley.cli.exchange.pulling import pull

        return pull(asked)
    from parley.cli.exchange.importing import import_

    return import_(asked)
