"""`parley registry`: what the operator does on the node itself (`import`, `sources`, `share`, `index`, `forget`), and
what a member does from its own machine with a token (`screen`)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

FORMATS = ("un", "ofac-csv", "ofac-advanced", "eu", "ftm")
"""Those of `registry.sources`, whose import reads the settings: a bad one is a sentence of `main`."""


def add(registry: Any) -> None:
    """The commands of the group `registry` of the parser."""
    import_ = _command(
        registry,
        "import",
        "bring a list kept elsewhere up to date: the UN's, OFAC's, the EU's, and others",
    )
    import_.add_argument(
        "files", metavar="FILE|URL", nargs="+", help="the list; of OFAC's CSV sdn.csv, alt.csv and add.csv together"
    )
    import_.add_argument("--source", required=True, metavar="KEY", help="which list it is: un-sc, ofac-sdn, eu-fsf, …")
    import_.add_argument("--format", choices=FORMATS, default="", help="what the file is (as it looks)")
    import_.add_argument("--title", default="", help="the list's title, the first time that it is imported")
    import_.add_argument("--publisher", default="", help="who publishes it, the first time")
    import_.add_argument("--made-at", default="", metavar="TIME", help="when it was made, where the file does not say")
    import_.add_argument("--dry-run", action="store_true", help="say what is new, changed and delisted; write nothing")
    import_.add_argument("--accept-drop", action="store_true", help="delist also more than the share that stops it")
    import_.add_argument(
        "--report", type=Path, metavar="FILE", help="write what changes, and what was not read, to a CSV"
    )

    sources = _command(registry, "sources", "list the lists that are imported here, and their snapshots")
    # `format` is how to print, as with the other commands that print data.
    sources.add_argument("--format", choices=["text", "json"], default="text", help="how to print (text)")

    share = _command(registry, "share", "bring the joint list into the exchange: what is listed, amended and delisted")
    share.add_argument("--limit", type=int, default=1000, metavar="N", help="most objects of one call (1000)")
    share.add_argument("--dry-run", action="store_true", help="say what would be shared; write nothing")

    index = _command(registry, "index", "make the files anew by which names are found; the node picks them up")
    index.add_argument("audiences", nargs="*", metavar="ID", help="of these audiences (all)")
    _command(registry, "forget", "erase look-ups, petitions and clearances that are past their retention")
    _screen(_command(registry, "screen", "ask a node about a name, or about a column of a CSV, with a member's token"))


def _screen(screen: argparse.ArgumentParser) -> None:
    screen.add_argument("name", nargs="?", metavar="NAME", help="in any script")
    screen.add_argument("--purpose", required=True, help="why you ask; it is kept with the look-up")
    screen.add_argument("--kind", default="", help="person, organisation, vessel, aircraft (any)")
    screen.add_argument("--birth", action="append", default=[], dest="births", metavar="DATE", help="1950, 1950-06-05")
    screen.add_argument("--nationality", action="append", default=[], dest="nationalities", metavar="CODE")
    screen.add_argument("--threshold", type=float, metavar="SCORE", help="show candidates from this score on")
    screen.add_argument("--limit", type=int, metavar="N", help="most candidates of a name (10)")
    screen.add_argument("--list", action="append", default=[], dest="lists", metavar="KEY", help="ask this list (all)")
    screen.add_argument("--format", choices=["text", "json"], default="text", help="how to print one answer (text)")
    screen.add_argument("--csv", type=Path, metavar="FILE", help="ask about every row of this file")
    screen.add_argument("--column", default="name", help="where its names stand (name)")
    screen.add_argument("--birth-column", default="", metavar="COLUMN", help="where dates of birth stand")
    screen.add_argument(
        "--nationality-column", default="", metavar="COLUMN", help="where nationalities stand, as codes"
    )
    screen.add_argument("--out", type=Path, metavar="FILE", help="where answers go (FILE.screened.csv)")
    screen.add_argument("--resume", action="store_true", help="go on where a run was stopped")
    screen.add_argument("--batch", type=_count, default=200, metavar="N", help="names in a request (200)")
    screen.add_argument("--server", default="", metavar="URL", help="the node (or PARLEY_SERVER)")
    screen.add_argument("--token-file", type=Path, metavar="FILE", help="where the token stands (or PARLEY_TOKEN)")


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"Expected: a number from 1 to 10000. Came: {text!r}.")
    return int(text)


def _command(group: Any, name: str, what: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = group.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    return made
