"""What can be typed."""

from __future__ import annotations

import argparse

from parley.cli import exchange, registry


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="parley", description="The node of one council.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    _add(commands, "serve", "serve the council; the first time, set the node up and print an enrolment link")
    check = _add(commands, "check", "look whether the node is fit to serve: settings, store, keys, ledger")
    _format(check)

    backup = _add(commands, "backup", "write a consistent copy of the store to FILE, while it serves")
    backup.add_argument("file", metavar="FILE")
    restore = _add(commands, "restore", "make the store from a backup; refused unless the backup's ledger verifies")
    restore.add_argument("file", metavar="FILE")
    _add(commands, "unseal", "open a restored node, after newer recalls and delistings have been entered")

    demo = _group(commands, "demo", "the council of 2021")
    _add(demo, "load", "load the demo council into an empty node, by the acts that a member uses")
    _add(demo, "serve", "load the demo council if it is not there, and serve it")

    ledger = _group(commands, "ledger", "the logs of what was done")
    verify = _add(ledger, "verify", "recompute every log; or, given an exported one, that one, without the store")
    verify.add_argument("export", metavar="FILE", nargs="?", help="an export that a member downloaded")
    verify.add_argument("--key", action="append", default=[], dest="keys", help="a verifier key that you trust")
    verify.add_argument(
        "--earlier",
        action="append",
        default=[],
        metavar="CHECKPOINT",
        help="a checkpoint that you kept: the log continues it",
    )
    _format(verify)

    key = _group(commands, "key", "the key that signs checkpoints")
    _add(key, "rotate", "make a new key; the old one stays known")

    token = _group(commands, "token", "API tokens of an account")
    make = _add(token, "make", "make a token and print its secret, once")
    make.add_argument("username")
    make.add_argument("--label", required=True)
    make.add_argument("--scope", action="append", required=True, dest="scopes")
    make.add_argument("--days", type=int, default=90, help="life in days (90)")
    _format(make)
    listed = _add(token, "list", "list an account's tokens, without their secrets")
    listed.add_argument("username")
    _format(listed)
    revoke = _add(token, "revoke", "revoke a token at once")
    revoke.add_argument("token", help="the token's id")

    exchange.add(_group(commands, "exchange", "intelligence in and out of a node, with a member's token"))
    registry.add(_group(commands, "registry", "the register: lists kept elsewhere"))

    enrol = _add(commands, "enrol", "print a one-use link for the secretariat's first account")
    enrol.add_argument("--name", default="First focal point", help="the person's name")
    return top


def _add(group: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str) -> argparse.ArgumentParser:
    return group.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")


def _group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    of = _add(commands, name, what)
    return of.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=["text", "json"], default="text", help="how to print (text)")
