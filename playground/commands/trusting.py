"""What ``playground models`` says and does about models of others: what they are, and which are allowed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from playground.commands import UsageError, options
from playground.core import folders
from playground.core.errors import UnknownModelError
from playground.paradigms.cards import rules

if TYPE_CHECKING:
    from playground.export.trust import TrustStore
    from playground.runtimes.catalogue import Entry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One of them at a time."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--about", metavar="NAME", help="what a model’s files are, and what its graphs do")
    one.add_argument("--trusted", action="store_true", help="list the models of others that were allowed")
    one.add_argument("--trust", metavar="NAME", help="let the window use a model of others, as it is now")
    one.add_argument("--distrust", metavar="NAME", help="let the window ask again before it uses a model")


def is_asked(args: argparse.Namespace) -> bool:
    """Whether the command is one of these."""
    return bool(args.trusted) or any(name is not None for name in (args.about, args.trust, args.distrust))


def run(args: argparse.Namespace) -> int:
    """Do it; raises ``UsageError`` for models that are not there, ``CardError``, ``SettingsError``, and
    ``ModelFileError`` for files that are not those of their card."""
    from playground.export.trust import TrustStore
    from playground.runtimes.model_files import FileChecker

    store, searched = TrustStore(), folders.model_folders(tuple(args.models))
    if problem := store.mend():
        options.notice(problem)
    if args.trusted:
        _list(store, args.json)
    elif args.distrust is not None:
        name = args.distrust
        count = store.distrust(lambda each: each.name == name or each.fingerprint == name)
        options.say(f"{name} is asked about again." if count else f"{name} was not among the trusted models.")
        return 0 if count else 1
    elif args.trust is not None:
        entry = _named(args.trust, searched)
        if store.is_foreign(entry):
            FileChecker().check(entry.card, entry.folder)
            store.trust(entry)
            options.say(f"The window may use {args.trust}, until a file of it changes.")
        else:
            options.say(f"{args.trust} came with the program, so nobody has to allow it.")
    else:
        _tell(args.about, store, args.json, searched)
    return 0


def _named(name: str, searched: tuple[Path, ...]) -> Entry:
    from playground.runtimes.catalogue import entry_of

    try:
        return entry_of(name, searched, rules())
    except UnknownModelError as error:
        raise UsageError(error.sentence) from error


def _list(store: TrustStore, as_json: bool) -> None:
    found = store.models()
    if as_json:
        options.say_json(found)
        return
    for each in found:
        options.say(f"{each.name}  {each.fingerprint[:16]}  {each.date}  {each.folder}")
    if not found:
        options.say("No model of others was allowed.")


def _tell(name: str, store: TrustStore, as_json: bool, searched: tuple[Path, ...]) -> None:
    from playground.export.about import about

    found = about(_named(name, searched), store)
    if as_json:
        options.say_json(found)
        return
    whose = (
        "came with the program" if not found.foreign else "allowed" if found.trusted else "not allowed yet"
    )
    options.say(f"{found.title}\n{found.folder}\n{whose}; licence, as its card says: {found.licence}")
    for file in found.files:
        options.say(f"  {file.path}  {file.bytes:,} bytes  SHA-256 {file.sha256}")
    if found.damage:
        options.say(found.damage)
    for part, verdict in found.graphs.items():
        counted = ", ".join(f"{count} {operator}" for operator, count in verdict.operators.items())
        said = f"not used: {verdict.fault}" if verdict.fault else f"{verdict.parameters:,} numbers; {counted}"
        options.say(f"  {part}: {said}")
