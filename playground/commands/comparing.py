"""The work of ``playground compare``: plans, runs, and writes what was asked for."""

from __future__ import annotations

import argparse
import contextlib
import functools
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from playground.commands import UsageError, combinations, compare_lines, options, own_features
from playground.commands.compare_display import Display
from playground.commands.results import results_folder, shipped_results
from playground.commands.stopping import stoppable
from playground.core import folders, leftovers
from playground.core.cards import Card
from playground.core.errors import DataError, ExportError, PlaygroundError, RecipeError, UnknownModelError
from playground.core.guard import guarded
from playground.core.machine import this_machine, usable_cores
from playground.core.regular_files import read_regular
from playground.core.resources import Placement
from playground.evaluate.sweep.costs import Costs
from playground.evaluate.sweep.events import Done, Ended, Event, Failed, SweepPlan, to_line
from playground.evaluate.sweep.executor import JobExecutor, LocalExecutor
from playground.evaluate.sweep.heartbeat import make_folder
from playground.evaluate.sweep.jobs import Job, Result
from playground.evaluate.sweep.plan import Found, Wish, arrange, plan
from playground.evaluate.sweep.run import run
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.store import Store, collect, write_collection
from playground.evaluate.sweep.work import work
from playground.evaluate.sweep.world import Setup, SweepWorld
from playground.evaluate.yardsticks import USUAL_SIZE, usual_size
from playground.export.atomic import write_file
from playground.export.trust import Gate, TrustStore

MOST_WORKERS = 8
"""Beyond that, workers on one machine mostly wait for its memory."""
MAX_JOBS = 10_000_000
_BEATS = ".running"

Sink = Callable[[Event], None]


def compare(args: argparse.Namespace) -> int:
    """Measure what is wished for; 0 if all of it has a result, 1 if some failed, 130 if it was stopped."""
    for path in (args.csv, args.out):
        if path is not None and path.exists() and not args.overwrite:
            raise ExportError(f"{path} exists already; choose another name or add --overwrite.")
    options.check_counts(args.samples, args.repeats, args.seed)
    leftovers.sweep_all()
    store = Store(results_folder(args))
    setup = _setup(args, store)
    world = SweepWorld(setup)
    own_features.make_missing(_asked_for(args, world), world.cards)
    # With the features that were just made.
    world = SweepWorld(setup)
    found = _plan(args, world, store)
    for problem in (*world.models.catalogue().problems, *store.problems):
        options.notice(problem)
    if setup.trusting:
        _tell_foreign(found, world)
    if not found.planned:
        raise DataError(" ".join(found.left_out) or "There is nothing to measure.")
    if args.list:
        _say_list(found, setup, args)
        return 0
    make_folder(setup.heartbeats)
    return _measure(found, setup, store, args)


def _setup(args: argparse.Namespace, store: Store) -> Setup:
    cache = args.cache or folders.user_data() / "evaluation"
    workers = 1 if args.cluster else _workers(args)
    return Setup(
        model_folders=tuple(str(path.resolve()) for path in folders.model_folders(tuple(args.models))),
        cache=str(cache.resolve()),
        placement=Placement(args.runtime, args.device),
        data=str(args.data.resolve()) if args.data else "",
        heartbeats=str((store.folder / _BEATS).resolve()),
        fresh=args.fresh,
        workers=workers,
        command=_command_of(args),
        trusting=not args.events,
    )


def _asked_for(args: argparse.Namespace, world: SweepWorld) -> Iterator[Card]:
    """The cards of the models that are to be measured, as far as there are such."""
    jobs = [] if args.jobs is None else [job.model for job in read_jobs(args.jobs, args.repeats)]
    names = jobs or args.names
    yield from (card for card in world.cards if card.name in names or not names)


def _workers(args: argparse.Namespace) -> int:
    """As many as there are cores, of which one stays with a window that listens."""
    if args.workers is not None:
        return int(args.workers)
    return max(1, min(usable_cores() - bool(args.events), MOST_WORKERS))


def _command_of(args: argparse.Namespace) -> str:
    """The command that measures the same, without what only this machine knows: folders have no name."""
    words = ["playground", "compare", *args.names]
    for name, values in combinations.given(args).items():
        words += [f"--{name.replace('_', '-')}", ",".join(map(_word, values))]
    for name, usual in (("samples", None), ("repeats", 1), ("seed", 0)):
        if getattr(args, name) != usual:
            words += [f"--{name}", str(getattr(args, name))]
    words += ["--full"] if args.full else []
    words += ["--data", "DIR"] if args.data else []
    words += ["--jobs", "FILE"] if args.jobs else []
    words += ["--cluster", "ADDRESS"] if args.cluster else []
    for name, standard in (("runtime", "onnx"), ("device", "cpu")):
        if getattr(args, name) != standard:
            words += [f"--{name}", getattr(args, name)]
    return shlex.join(words)


def _word(value: Any) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _plan(args: argparse.Namespace, world: SweepWorld, store: Store) -> Found:
    costs = Costs(store, this_machine(), Placement(args.runtime, args.device))
    if args.jobs is not None:
        jobs = read_jobs(args.jobs, args.repeats, functools.partial(_size, args, world))
        found = arrange(jobs, world, store, costs, fresh=args.fresh)
    else:
        wish = Wish(
            models=tuple(args.names),
            given=combinations.given(args),
            samples=args.samples,
            repeats=args.repeats,
            seed=args.seed,
            full=args.full or bool(args.names and combinations.given(args)),
        )
        try:
            found = plan(wish, world, store, costs, fresh=args.fresh)
        except (UnknownModelError, RecipeError) as error:
            raise UsageError(error.sentence) from error
    sets = {world.resources.card(one.job.model).data for one in found.planned}
    if args.data and len(sets) > 1:
        raise UsageError(
            f"--data is one data set’s folder, but models of {' and '.join(sorted(sets))} take part"
        )
    return found


def _size(args: argparse.Namespace, world: SweepWorld, model: str) -> int:
    """Pictures in a set of a model’s, of which a file does not say how many."""
    if args.samples is not None:
        return int(args.samples)
    try:
        return usual_size(world.resources.card(model))
    except PlaygroundError:
        # That it is not there is said when it is planned.
        return USUAL_SIZE


def read_jobs(path: Path, repeats: int, size: Callable[[str], int] = lambda _model: USUAL_SIZE) -> list[Job]:
    """The jobs in a JSON file, of which a mere recipe has so many ``repeats``, and pictures as ``size`` says
    of its model; raises ``DataError`` in one sentence."""
    with guarded(DataError, f"The jobs {path} cannot be read"):
        entries = msgspec.json.decode(read_regular(path, MAX_JOBS), type=list[dict[str, Any]])
        return [
            msgspec.convert(entry, Job)
            if "recipe" in entry
            else Job(recipe=entry, samples=size(str(entry.get("model", ""))), repeats=repeats)
            for entry in entries
        ]


def _tell_foreign(found: Found, world: SweepWorld) -> None:
    """Say once of each model of others that nobody has allowed that it is one."""
    tell = Gate(TrustStore()).telling(options.notice)
    wanted = {one.job.model for one in found.planned}
    for entry in world.models.catalogue().entries:
        if entry.card.name in wanted:
            tell(entry)


def _say_list(found: Found, setup: Setup, args: argparse.Namespace) -> None:
    if args.json or args.events:
        options.say_json(SweepPlan(jobs=found.planned, workers=setup.workers, left_out=found.left_out))
        return
    for line in compare_lines.plan(found, setup.workers):
        options.say(line)


def _measure(found: Found, setup: Setup, store: Store, args: argparse.Namespace) -> int:
    executor = _executor(setup, args)
    results: dict[str, Result] = {}
    failed = 0
    ended: Ended | None = None
    try:
        with (
            stoppable(listen=args.events),
            _sink(args) as tell,
            contextlib.closing(run(found.planned, executor, store, setup.heartbeats)) as events,
        ):
            tell(SweepPlan(jobs=found.planned, workers=executor.width, left_out=found.left_out))
            for event in events:
                tell(event)
                if isinstance(event, Done):
                    results[event.result.key] = event.result
                failed += isinstance(event, Failed)
                ended = event if isinstance(event, Ended) else ended
    except KeyboardInterrupt:
        options.notice("stopped; what was measured is kept, and the same command goes on from there")
        return 130
    _write([results[one.key] for one in found.planned if one.key in results], store, args)
    if ended is not None and ended.sentence:
        raise DataError(ended.sentence)
    return 1 if failed else 0


def _executor(setup: Setup, args: argparse.Namespace) -> JobExecutor:
    task = functools.partial(work, msgspec.json.encode(setup))
    if args.cluster:
        from playground.evaluate.sweep.cluster import ClusterExecutor

        return ClusterExecutor(args.cluster, task)
    return LocalExecutor(setup.workers, task)


@contextlib.contextmanager
def _sink(args: argparse.Namespace) -> Iterator[Sink]:
    """Where events go: lines of JSON, or bars and sentences for people."""
    if args.events:
        yield _say_line
        return
    with Display(quiet=args.json) as display:
        yield display.tell


def _say_line(event: Event) -> None:
    sys.stdout.write(to_line(event).decode())
    sys.stdout.flush()


def _write(results: list[Result], store: Store, args: argparse.Namespace) -> None:
    if args.csv is not None and results:
        write_file(args.csv, csv_of(results).encode(), overwrite=args.overwrite)
    if args.out is not None and results:
        write_collection(args.out, collect(results), overwrite=args.overwrite)
    if args.json:
        options.say_json(results)
    elif not args.events:
        for line in compare_lines.results(results, (*store, *shipped_results())):
            options.say(line)
