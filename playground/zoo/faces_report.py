"""``python -m playground.zoo.cli faces``: what is read back of the world of faces, how little faces differ,
how fast it goes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from playground.core.errors import DataError
from playground.core.progress import Progress, unwatched
from playground.faces import small
from playground.faces.differences import LEVELS, Least, least_differences, valid, valid_below
from playground.faces.factors import COLUMN, FACTORS, OF_STYLE, VALUES, Codes, Face, decode, encode
from playground.faces.layers import SIZE
from playground.faces.reading import read_codes
from playground.faces.render import render_codes
from playground.faces.sampling import held_out, held_out_by_hash, held_out_pairs, sample
from playground.faces.seen import seen, visible_part

WHOLE = Path(__file__).parents[2] / "tests" / "faces" / "whole.npz"
"""Faces that were rendered in one piece by resvg, where the tests are."""
_SEED = 2026
_BLOCK = 1000
_OTHER_STYLE = 200


class ReadBack(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many rendered faces, those that were read with all factors that are seen, and those valid."""

    faces: int
    right: int
    valid: int


class LeastOf(msgspec.Struct, frozen=True, kw_only=True):
    """Of all pairs of values of a factor, how few pixels and how little RMS they can differ by, by skin.

    Where the factor is the skin, ``by_skin`` names two skins.
    """

    style: str
    factor: str
    by_skin: dict[str, tuple[int, float]]
    fewest: tuple[str, str]
    fewest_pixels: int
    fewest_in: Face
    nearest: tuple[str, str]
    distance: float
    nearest_in: Face


class FacesReport(msgspec.Struct, frozen=True, kw_only=True):
    """All that ``python -m playground.zoo.cli faces`` tells."""

    size: int
    seed: int
    kinds: dict[str, int]
    all: ReadBack
    by_style: dict[str, ReadBack]
    by_skin: dict[str, ReadBack]
    wrong: dict[str, int]
    farthest: float
    least: tuple[LeastOf, ...]
    valid_below: float
    small_least: tuple[LeastOf, ...]
    small_valid_below: float
    other_style: float
    original: int | None
    held_out: float
    held_out_by_hash: float
    held_out_by_pair: dict[str, float]
    render_ms: float
    read_ms: float


def measured(count: int, size: int = SIZE, seed: int = _SEED, progress: Progress = unwatched) -> FacesReport:
    """Read back so many faces, and work out the rest; times are of this process alone."""
    codes = sample(seed, count)
    read, far = np.empty_like(codes), np.empty(count)
    read_codes(render_codes(codes[:2], size))  # What is made once is not counted.
    render_s = read_s = 0.0
    for start in range(0, count, _BLOCK):
        progress(start, count)
        block = slice(start, start + _BLOCK)
        began = time.process_time()
        pictures = render_codes(codes[block], size)
        rendered = time.process_time()
        read[block], far[block] = read_codes(pictures)
        render_s, read_s = render_s + rendered - began, read_s + time.process_time() - rendered
    progress(count, count)
    visible = visible_part(codes)
    wrong = visible_part(read) != visible
    right, are_valid = ~wrong.any(axis=1), valid(far, size)

    def of(column: int, code: int) -> ReadBack:
        chosen = codes[:, column] == code
        return ReadBack(
            faces=int(chosen.sum()), right=int(right[chosen].sum()), valid=int(are_valid[chosen].sum())
        )

    return FacesReport(
        size=size,
        seed=seed,
        kinds={
            style: int(np.prod([len(each) for each in of_style.values()]))
            for style, of_style in OF_STYLE.items()
        },
        all=ReadBack(faces=count, right=int(right.sum()), valid=int(are_valid.sum())),
        by_style={style: of(0, code) for code, style in enumerate(VALUES["style"])},
        by_skin={skin: of(COLUMN["skin"], code) for code, skin in enumerate(VALUES["skin"])},
        wrong={factor: int(wrong[:, column].sum()) for factor, column in COLUMN.items()},
        farthest=float(far.max()),
        least=tuple(_leasts(least_differences(size))),
        valid_below=valid_below(size),
        small_least=tuple(_leasts(least_differences(small.SIDE, small.WORLD))),
        small_valid_below=valid_below(small.SIDE, small.WORLD),
        other_style=_nearest_of_other_style(codes[:_OTHER_STYLE], size),
        original=_from_original(),
        held_out=float(held_out(codes).mean()),
        held_out_by_hash=float(held_out_by_hash(codes).mean()),
        held_out_by_pair={str(pair): float(pair.within(visible).mean()) for pair in held_out_pairs()},
        render_ms=1000 * render_s / count,
        read_ms=1000 * read_s / count,
    )


def told(report: FacesReport) -> Iterator[str]:
    """The report in lines."""
    whole = report.all
    yield (
        f"Read back at {report.size} × {report.size}, seed {report.seed}: all factors that are seen of "
        f"{whole.right:,} of {whole.faces:,} faces; {whole.valid:,} valid; farthest {report.farthest:.3f}"
    )
    for name, of in (*report.by_style.items(), *report.by_skin.items()):
        yield f"  {name:<12} {of.right:>8,} of {of.faces:>8,}, {of.valid:>8,} valid"
    if wrong := {factor: count for factor, count in report.wrong.items() if count}:
        yield f"  wrong: {', '.join(f'{factor} {count:,}' for factor, count in wrong.items())}"
    yield ""
    kinds = ", ".join(f"{count:,} of {style}" for style, count in report.kinds.items())
    yield f"Faces that there are: {kinds}"
    yield (
        f"Least differences at {report.size} × {report.size}: pixels that differ by {LEVELS} levels, and RMS"
    )
    yield from _table(report.least)
    yield f"A picture is a valid face below an RMS of {report.valid_below:.3f}"
    yield f"A face of the other style is at least {report.other_style:.1f} away (of {_OTHER_STYLE} faces)"
    yield ""
    yield f"Least differences of the small world, {small.SIDE} × {small.SIDE}, of {small.BITS:.0f} bits"
    yield from _table(report.small_least)
    yield f"A picture is a valid face of the small world below an RMS of {report.small_valid_below:.3f}"
    yield ""
    if report.original is not None:
        yield f"Vector original: no pixel of 128 faces differs by more than {report.original} of 255 levels"
    else:
        yield f"Vector original: not compared, since {WHOLE} is not here"
    yield f"Held out: {report.held_out:.2%} of faces, {report.held_out_by_hash:.2%} by hash"
    for pair, share in report.held_out_by_pair.items():
        yield f"  {pair:<56} {share:.3%}"
    yield f"A face is rendered in {report.render_ms:.2f} ms and read in {report.read_ms:.2f} ms of one core"


def _table(leasts: tuple[LeastOf, ...]) -> Iterator[str]:
    for least in leasts:
        yield (
            f"  {least.style:<8}{least.factor:<15}{least.fewest_pixels:>5}  {' | '.join(least.fewest):<30}"
            f"{least.distance:>7.3f}  {' | '.join(least.nearest)}"
        )
        if least.factor != "skin":
            by_skin = (f"{skin} {pixels}, {far:.3f}" for skin, (pixels, far) in least.by_skin.items())
            yield f"{'':>10}{'; '.join(by_skin)}"
        yield f"{'':>10}fewest pixels in {_words(least.fewest_in, least.factor)}"
        yield f"{'':>10}nearest in {_words(least.nearest_in, least.factor)}"


def _words(face: Face, without: str) -> str:
    """The factors of a face that are seen, but for one."""
    row = encode(face)[0]
    visible = seen(row[None])[0]
    return ", ".join(
        f"{factor} {getattr(face, factor)}"
        for factor in FACTORS[1:]
        if visible[COLUMN[factor]] and factor != without
    )


def _leasts(found: tuple[Least, ...]) -> Iterator[LeastOf]:
    for (style, factor), group in itertools.groupby(found, key=lambda each: (each.style, each.factor)):
        of_factor = list(group)
        fewest = min(of_factor, key=lambda each: each.pixels)
        nearest = min(of_factor, key=lambda each: each.distance)
        by_skin: dict[str, tuple[int, float]] = {}
        for each in of_factor:
            skin = each.skin or " | ".join(each.values)
            pixels, distance = by_skin.get(skin, (each.pixels, each.distance))
            by_skin[skin] = (min(pixels, each.pixels), min(distance, each.distance))
        yield LeastOf(
            style=style,
            factor=factor,
            by_skin=by_skin,
            fewest=fewest.values,
            fewest_pixels=fewest.pixels,
            fewest_in=decode(fewest.fewest_in),
            nearest=nearest.values,
            distance=nearest.distance,
            nearest_in=decode(nearest.nearest_in),
        )


def _nearest_of_other_style(codes: Codes, size: int) -> float:
    """How near a face of the other style comes to one of these."""
    least = np.inf
    for code, style in enumerate(VALUES["style"]):
        of_others = codes[codes[:, 0] != code]
        if len(of_others):
            least = min(least, read_codes(render_codes(of_others, size), {"style": (style,)})[1].min())
    return float(least)


def _from_original() -> int | None:
    """The largest difference of a pixel from faces that were rendered in one piece."""
    if not WHOLE.is_file():
        return None
    with np.load(WHOLE) as stored:
        whole, records = stored["images"], json.loads(stored["faces"].tobytes())
    faces = [msgspec.convert(record, Face) for record in records]
    found = render_codes(encode(*faces)).transpose(0, 2, 3, 1)
    return int(np.abs(found.astype(int) - whole).max())


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

    if args.count < 1 or args.seed < 0:
        raise DataError("Say a number of faces above zero, and a seed that is not below it.")
    with Progress(console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task("faces", total=args.count)

        def follow(done: int, _total: int) -> None:
            progress.update(bar, completed=done)

        report = measured(args.count, args.size, args.seed, follow)
    if args.json:
        sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(report), indent=1).decode()}\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in told(report))
    return 0
