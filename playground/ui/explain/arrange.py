"""Where the pieces of an equation go: on one baseline, broken into rows where the room is narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from playground.ui.explain.content import Piece

SHRINK_TO_ONE_ROW = 0.85
"""An equation that fits into one row at this scale or a larger one is shrunk rather than broken."""

SMALLEST = 0.5
_SCALES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, SMALLEST)
_INDENT = 1.4
_VALUE_GAP = 0.12
_ROW_GAP = 0.55
_LEAST_ASCENT = 0.75
_LEAST_DESCENT = 0.22


class Slot(msgspec.Struct, frozen=True):
    """The place of one piece: its box, where its ink begins, its baseline, and the top of its value."""

    piece: int
    x: float
    width: float
    ink_x: float
    baseline: float
    top: float
    bottom: float
    value_top: float


class Arrangement(msgspec.Struct, frozen=True):
    """All slots in pixels, for pieces typeset at ``em`` pixels; ``width`` and ``height`` hold them all."""

    em: float
    width: float
    height: float
    slots: tuple[Slot, ...]


def arrange(
    pieces: Sequence[Piece], em: float, room: float, values: Mapping[int, float], value_height: float
) -> Arrangement:
    """Lay the pieces out in ``room`` pixels of width.

    ``values`` gives the width in pixels of the value under a piece, by the piece's index; values keep their
    size when the equation shrinks. A row breaks before relations and operators and after punctuation. What
    does not fit even at the smallest scale sticks out.
    """
    em *= _scale(pieces, em, room, values)
    return _place(pieces, _rows(pieces, em, room, values), em, values, value_height)


def _scale(pieces: Sequence[Piece], em: float, room: float, values: Mapping[int, float]) -> float:
    everything = range(len(pieces))
    for scale in _SCALES:
        if scale >= SHRINK_TO_ONE_ROW and _row_width(pieces, everything, 0, em * scale, values) <= room:
            return scale
    for scale in _SCALES:
        rows = enumerate(_rows(pieces, em * scale, room, values))
        if all(_row_width(pieces, row, number, em * scale, values) <= room for number, row in rows):
            return scale
    return SMALLEST


def _chunks(pieces: Sequence[Piece]) -> list[list[int]]:
    """Runs of pieces that stay together."""
    chunks: list[list[int]] = [[]]
    for number, piece in enumerate(pieces):
        last = pieces[number - 1] if number else None
        if last is not None and (
            piece.kind in ("relation", "operator")
            or last.kind == "punctuation"
            or (piece.kind == "open" and last.kind == "term")
        ):
            chunks.append([])
        chunks[-1].append(number)
    return chunks


def _widths(
    pieces: Sequence[Piece], row: Sequence[int], em: float, values: Mapping[int, float]
) -> list[float]:
    """Widths of the slots of one row: a value may hang over neighbours that carry none."""
    free = [
        0.0
        if number in values
        else (pieces[number].before + pieces[number].width + pieces[number].after) * em
        for number in row
    ]
    widths = []
    for place, number in enumerate(row):
        overhang = min(_free(free, place, -1), _free(free, place, 1))
        widths.append(max(pieces[number].width * em, values.get(number, 0.0) - 2 * overhang))
    return widths


def _free(free: Sequence[float], place: int, step: int) -> float:
    """Room beside a value: all of it up to the row's end, half of it where another value follows."""
    room = 0.0
    place += step
    while 0 <= place < len(free):
        if not free[place]:
            return room / 2
        room += free[place]
        place += step
    return room


def _row_width(
    pieces: Sequence[Piece], row: Sequence[int], row_number: int, em: float, values: Mapping[int, float]
) -> float:
    spaces = sum(pieces[number].before + pieces[number].after for number in row) * em
    indent = _INDENT * em if row_number else 0.0
    return indent + spaces + sum(_widths(pieces, row, em, values))


def _rows(pieces: Sequence[Piece], em: float, room: float, values: Mapping[int, float]) -> list[list[int]]:
    rows: list[list[int]] = [[]]
    for chunk in _chunks(pieces):
        longer = rows[-1] + chunk
        if rows[-1] and _row_width(pieces, longer, len(rows) - 1, em, values) > room:
            rows.append(list(chunk))
        else:
            rows[-1] = longer
    return rows


def _place(
    pieces: Sequence[Piece],
    rows: list[list[int]],
    em: float,
    values: Mapping[int, float],
    value_height: float,
) -> Arrangement:
    slots: list[Slot] = []
    row_top = 0.0
    for row_number, row in enumerate(rows):
        baseline = round(row_top + max(_ascent(pieces[number]) for number in row) * em)
        ends = [baseline + _descent(pieces[number]) * em for number in row]
        carrying = [end for end, number in zip(ends, row, strict=True) if number in values]
        value_top = max(carrying, default=0.0) + _VALUE_GAP * em
        value_end = value_top + value_height if carrying else 0.0
        x = _INDENT * em if row_number else 0.0
        for number, width, ink_end in zip(row, _widths(pieces, row, em, values), ends, strict=True):
            piece = pieces[number]
            x += piece.before * em
            box_width = max(width, values.get(number, 0.0))
            slots.append(
                Slot(
                    piece=number,
                    x=x + (width - box_width) / 2,
                    width=box_width,
                    ink_x=round(x + (width - piece.width * em) / 2),
                    baseline=baseline,
                    top=baseline - _ascent(piece) * em,
                    bottom=value_end if number in values else ink_end,
                    value_top=value_top,
                )
            )
            x += width + piece.after * em
        row_top = max(*ends, value_end) + _ROW_GAP * em
    width = max(slot.x + slot.width + pieces[slot.piece].after * em for slot in slots)
    return Arrangement(em, width, row_top - _ROW_GAP * em, tuple(slots))


def _ascent(piece: Piece) -> float:
    return max(piece.ascent, _LEAST_ASCENT)


def _descent(piece: Piece) -> float:
    return max(piece.descent, _LEAST_DESCENT)
