"""``playground compare``: quality against cost of the models at hand, and the table of paradigms."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground import paradigms
from playground.commands import UsageError, combinations, league, options
from playground.core.regular_files import named

_FIXED = ("model", "count", "seed", "output", "moments", "label", "snapshot")


def add_arguments(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """The options; a flag for each field by which pictures can be made better or cheaper."""
    if "--league" in argv:
        league.add_arguments(parser)
        return
    parser.add_argument(
        "names", nargs="*", metavar="MODEL",
        help="models to compare (all whose pictures can be measured)",
    )  # fmt: skip
    options.add_model_folders(parser)
    _add_measuring(parser)
    _add_workers(parser)
    _add_output(parser)
    options.add_placement(parser)
    drawn = [paradigm.generate for paradigm in paradigms.discover() if paradigm.generate is not None]
    whose = "of all models that have them; without any, settings that tell something"
    combinations.add_shared_flags(parser, drawn, _FIXED, whose)
    parser.epilog = "A comparison that was stopped goes on where it was when the same command is given again."


def run(args: argparse.Namespace) -> int:
    """Measure what has no result yet, or print the table, or what would be measured."""
    if args.league:
        return league.run(args)
    _check(args)
    if args.table:
        from playground.commands import compare_table

        return compare_table.print_table(args)
    from playground.commands import comparing

    return comparing.compare(args)


def _check(args: argparse.Namespace) -> None:
    if args.table and (args.events or args.list):
        raise UsageError("--table measures nothing; leave out --events and --list")
    if args.jobs is not None and (args.names or combinations.was_given(args)):
        raise UsageError("--jobs says what is measured; leave out models and settings")
    if args.cluster is not None and not args.cluster.strip():
        raise UsageError("--cluster needs the address of a cluster’s scheduler")
    if args.workers is not None and args.cluster is not None:
        raise UsageError("a cluster has its own workers; leave out --workers")
    if args.workers is not None and args.workers < 1:
        raise UsageError("at least one worker is needed; give --workers 1 or more")


def _add_measuring(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is measured")
    group.add_argument(
        "--league", action="store_true",
        help="let all paradigms learn in the plane instead; see playground compare --league --help",
    )  # fmt: skip
    group.add_argument(
        "--samples", type=int, metavar="N",
        help="pictures in a set (2,000; of a model that is told words one for each caption that is held out)",
    )  # fmt: skip
    group.add_argument("--repeats", type=int, default=1, metavar="R", help="independent sets of pictures (1)")
    group.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the first pictures (0)")
    group.add_argument("--full", action="store_true", help="also what takes long, such as DDPM’s 1,000 steps")
    group.add_argument(
        "--data", type=named, metavar="DIR",
        help="folder of the data set’s IDX files, for more held-out images than those that ship",
    )  # fmt: skip
    group.add_argument(
        "--jobs", type=named, metavar="FILE",
        help="measure exactly the jobs in this JSON file: a list of recipes, or of objects with recipe, "
        "samples and repeats",
    )  # fmt: skip
    group.add_argument("--list", action="store_true", help="say what would be measured, and measure nothing")
    group.add_argument(
        "--table", action="store_true", help="print the table of paradigms from what was measured"
    )


def _add_workers(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("where it is measured")
    group.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="jobs that run beside each other (as many as there are cores); while one takes its times, the "
        "others pause",
    )
    group.add_argument(
        "--cluster", metavar="ADDRESS",
        help="address of a Dask cluster’s scheduler that is trusted; needs the extra “cluster”",
    )  # fmt: skip
    group.add_argument(
        "--results", type=named, metavar="DIR", help="where results are kept (the user’s folder)"
    )
    group.add_argument(
        "--cache",
        type=named,
        metavar="DIR",
        help="where pictures are kept meanwhile (the user’s folder)",
    )
    group.add_argument("--fresh", action="store_true", help="measure anew what is there, with new pictures")


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is written")
    group.add_argument("--csv", type=named, metavar="FILE", help="write the results as a table of values")
    group.add_argument("--out", type=named, metavar="FILE", help="write the results as JSON")
    group.add_argument("--overwrite", action="store_true", help="replace these files if they exist")
    group.add_argument("--json", action="store_true", help="print the results as JSON")
    group.add_argument(
        "--events", action="store_true", help="print what happens as it does, a JSON object a line"
    )
