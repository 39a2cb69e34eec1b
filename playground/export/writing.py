"""One function that writes a result in the format its file name asks for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from playground.core.errors import ExportError
from playground.core.frames import Frame, Scalar
from playground.core.progress import Progress, unwatched
from playground.core.recipe import Recipe, to_json
from playground.export import animation
from playground.export.archive import npz
from playground.export.atomic import write_file, write_folder
from playground.export.figure import columns_of, csv_bytes
from playground.export.images import png
from playground.export.pictures import Layout, LayoutName, arrange, pictures_of

Facts = dict[str, Scalar]
_Writer = Callable[[Frame, Recipe, Facts, Layout, Progress], bytes]


def export(
    frame: Frame,
    recipe: Recipe,
    facts: Facts,
    out: Path,
    *,
    layout: LayoutName = "grid",
    columns: int = 0,
    spacing: int = 0,
    scale: int = 1,
    index: int = 0,
    fps: float = 12,
    moments: int = 0,
    overwrite: bool = False,
    sidecar: bool = False,
    progress: Progress = unwatched,
) -> list[Path]:
    """Write a run's final frame to ``out`` and give the files written.

    The suffix chooses: ``.png`` (laid out as ``layout`` says), ``.apng``, ``.gif``, ``.webp`` and
    ``.mp4`` (animations), ``.npz``, ``.csv``, ``.json`` (the recipe alone); no suffix, or a folder, gives
    one PNG per picture. ``columns`` 0 is as square as possible; with ``moments`` the pictures are ways of
    so many moments each, a row of a filmstrip or a place of an animation; ``sidecar`` adds ``<out>.json``
    with recipe and facts. Raises :class:`ExportError` with one sentence, or what ``progress`` raises;
    then nothing was written.
    """
    chosen = Layout(
        name=layout, columns=columns, spacing=spacing, scale=scale, index=index,
        milliseconds=animation.milliseconds(fps), moments=moments,
    )  # fmt: skip
    suffix = out.suffix.lower()
    if sidecar and not overwrite and os.path.lexists(_sidecar(out)):
        raise ExportError(
            f"{_sidecar(out)} was not written: it already exists; choose another name or allow overwriting."
        )
    if is_folder(out):
        single = msgspec.structs.replace(chosen, name="single")
        written = _write_folder(frame, recipe, facts, out, single, overwrite, progress)
        document = to_json(recipe, {**facts, **single.facts()})
    elif suffix in _WRITERS:
        chosen = msgspec.structs.replace(chosen, name=_LAYOUTS.get(suffix, layout))
        data = _WRITERS[suffix](frame, recipe, facts, chosen, progress)
        written = [write_file(out, data, overwrite=overwrite)]
        document = to_json(recipe, {**facts, **chosen.facts()})
    else:
        known = ", ".join(_WRITERS)
        raise ExportError(f"The suffix “{out.suffix}” is not known; use {known}, or no suffix for a folder.")
    if sidecar:
        written.append(write_file(_sidecar(out), document.encode(), overwrite=overwrite))
    return written


def suffixes() -> tuple[str, ...]:
    """The suffixes that :func:`export` can write."""
    return tuple(_WRITERS)


def is_folder(out: Path) -> bool:
    """Whether :func:`export` takes ``out`` for a folder of pictures."""
    try:
        return not out.suffix or out.is_dir()
    except OSError:
        return False  # Writing says why.


def is_animation(out: Path) -> bool:
    """Whether :func:`export` writes ``out`` as one picture after another."""
    return out.suffix.lower() in _LAYOUTS


def _sidecar(out: Path) -> Path:
    return out.with_name(f"{out.name}.json")


def _write_folder(
    frame: Frame,
    recipe: Recipe,
    facts: Facts,
    out: Path,
    layout: Layout,
    overwrite: bool,
    progress: Progress,
) -> list[Path]:
    images = pictures_of(frame)
    digits = max(4, len(str(len(images) - 1)))

    def files() -> Iterator[tuple[str, bytes]]:
        for index in range(len(images)):
            progress(index, len(images))
            one = msgspec.structs.replace(layout, index=index)
            document = to_json(recipe, {**facts, **one.facts()})
            yield f"{index:0{digits}d}.png", png(arrange(images, one)[0], document)

    return write_folder(out, files(), overwrite=overwrite)


def _png(frame: Frame, recipe: Recipe, facts: Facts, layout: Layout, progress: Progress) -> bytes:
    if layout.name == "animation":
        return _animated(animation.animated_png)(frame, recipe, facts, layout, progress)
    document = to_json(recipe, {**facts, **layout.facts()})
    return png(arrange(pictures_of(frame), layout)[0], document)


def _animated(encode: animation.Encoder) -> _Writer:
    def write(frame: Frame, recipe: Recipe, facts: Facts, layout: Layout, progress: Progress) -> bytes:
        document = to_json(recipe, {**facts, **layout.facts()})
        return encode(arrange(pictures_of(frame), layout), layout.milliseconds, document, progress)

    return write


def _npz(frame: Frame, recipe: Recipe, facts: Facts, _: Layout, __: Progress) -> bytes:
    return npz(frame, to_json(recipe, facts))


def _csv(frame: Frame, _: Recipe, __: Facts, ___: Layout, ____: Progress) -> bytes:
    return csv_bytes(columns_of(frame))


def _json(_: Frame, recipe: Recipe, facts: Facts, __: Layout, ___: Progress) -> bytes:
    return to_json(recipe, facts).encode()


_WRITERS: dict[str, _Writer] = {
    ".png": _png,
    **{suffix: _animated(encode) for suffix, encode in animation.ENCODERS.items()},
    ".npz": _npz,
    ".csv": _csv,
    ".json": _json,
}
_LAYOUTS: dict[str, LayoutName] = dict.fromkeys(animation.ENCODERS, "animation")
