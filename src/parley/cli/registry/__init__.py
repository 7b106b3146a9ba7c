"""`parley registry`: what the operator does on the node itself (`import`, `sources`)."""

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


def _command(group: Any, name: str, what: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = group.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    return made
