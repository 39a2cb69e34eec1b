"""``python -m playground.zoo.cli faces``: measure the world of faces."""

from __future__ import annotations

import argparse
import sys

from playground.core.errors import DataError

_USUAL = 100_000


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``faces``."""
    parser = subparsers.add_parser(
        "faces", help="read back many faces, and work out how little they differ, how fast it goes"
    )
    parser.add_argument(
        "--count", type=int, default=_USUAL, metavar="N", help=f"faces that are read back ({_USUAL:,})"
    )
    parser.add_argument("--size", type=int, default=64, metavar="PIXELS", help="their side, 16 to 64 (64)")
    parser.add_argument("--seed", type=int, default=2026, help="chooses the faces (2026)")
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    parser.set_defaults(work=_faces)


def _faces(args: argparse.Namespace) -> int:
    import msgspec
    from rich.console import Console
    from rich.progress import Progress

    from playground.zoo import faces_report

    if args.count < 1 or args.seed < 0:
        raise DataError("Say a number of faces above zero, and a seed that is not below it.")
    with Progress(console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task("faces", total=args.count)

        def follow(done: int, _total: int) -> None:
            progress.update(bar, completed=done)

        report = faces_report.measured(args.count, args.size, args.seed, follow)
    if args.json:
        sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(report), indent=1).decode()}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in faces_report.told(report))
    return 0
