"""Where the pieces of an equation go: on one baseline, broken into rows where the room is narrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from playground.ui.explain.content import Piece

SHRINK_TO_ONE_ROW = 0.85
"""An equation that fits into one row at this scale or a larger one is shrunk rather than broken."""

SMALLEST = 0.5
_SCALES = (1.0, 0.92, 0.85, 0.78, 0.72, 0.66, 0.6, 0.55, SMALLEST)
_INDENT = 1.4
_VALUE_GAP = 0.12
_ROW_GAP = 0.55
_LAST_BEARING = 1 / 18
_VALUE_APART = 0.3
_DEEP = 0.35
_LEAST_ASCENT = 0.75
_LEAST_DESCENT = 0.22


class Slot(msgspec.Struct, frozen=True):
    """The place of one piece, in pixels: the box of its ink, its baseline, and the box of its value.

    ``value_width`` is 0 where the piece carries none.
    """

    piece: int
    x: float
    width: float
    top: float
    baseline: float
    bottom: float
    value_x: float
    value_width: float
    value_top: float
    value_bottom: float


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
    sizes = [_Typeset(pieces, em * scale, values) for scale in _SCALES]
    everything = [list(range(len(pieces)))]
    whole = (size for scale, size in zip(_SCALES, sizes, strict=True) if scale >= SHRINK_TO_ONE_ROW)
    one_row = (size for size in whole if size.fits(everything, room))
    broken = (size for size in sizes if size.fits(size.rows(room), room))
    chosen = next(chain(one_row, broken), sizes[-1])
    return chosen.place(chosen.rows(room), value_height)


class _Typeset(NamedTuple):
    """Pieces where an em has so many pixels, and the widths of the values under some of them."""

    pieces: Sequence[Piece]
    em: float
    values: Mapping[int, float]

    def fits(self, rows: Sequence[Sequence[int]], room: float) -> bool:
        """Whether all of these rows fit into the room."""
        return all(self._row_width(row, number) <= room for number, row in enumerate(rows))

    def rows(self, room: float) -> list[list[int]]:
        """The pieces' numbers, row by row."""
        rows: list[list[int]] = [[]]
        for chunk in self._chunks():
            longer = rows[-1] + chunk
            if rows[-1] and self._row_width(longer, len(rows) - 1) > room:
                rows.append(list(chunk))
            else:
                rows[-1] = longer
        return rows

    def _chunks(self) -> list[list[int]]:
        """Runs of pieces that stay together."""
        chunks: list[list[int]] = [[]]
        for number, piece in enumerate(self.pieces):
            last = self.pieces[number - 1] if number else None
            if last is not None and (
                piece.kind in ("relation", "operator")
                or last.kind == "punctuation"
                or (piece.kind == "open" and last.kind == "term")
            ):
                chunks.append([])
            chunks[-1].append(number)
        return chunks

    def _widths(self, row: Sequence[int]) -> list[float]:
        """Widths of the slots of a row: a value may hang over neighbours that carry none and are not deep."""
        widths = []
        for place, number in enumerate(row):
            width = self.pieces[number].width * self.em
            if number in self.values:
                right = self._free(row[place + 1 :]) * self.em
                left = self._free(row[:place][::-1]) * self.em
                # At a row's start the value is flush left with the piece; elsewhere it is centred.
                overhang = 2 * min(left, right) if place else right
                width = max(width, self.values[number] + _VALUE_APART * self.em - overhang)
            widths.append(width)
        return widths

    def _free(self, neighbours: Sequence[int]) -> float:
        """Room in em beside a value: up to the row's end or a deep piece, or halfway to the next value."""
        room = 0.0
        for number in neighbours:
            piece = self.pieces[number]
            if number in self.values:
                return room / 2
            if piece.descent > _DEEP:
                return room
            room += piece.before + piece.width + piece.after
        return room

    def _row_width(self, row: Sequence[int], row_number: int) -> float:
        spaces = sum(self.pieces[number].before + self.pieces[number].after for number in row) * self.em
        indent = _INDENT * self.em if row_number else 0.0
        return indent + spaces + sum(self._widths(row))

    def place(self, rows: Sequence[Sequence[int]], value_height: float) -> Arrangement:
        """Where everything of these rows stands."""
        pieces, em, values = self
        slots: list[Slot] = []
        row_top = 0.0
        for row_number, row in enumerate(rows):
            baseline = round(row_top + max(_ascent(pieces[number]) for number in row) * em)
            ends = [baseline + _descent(pieces[number]) * em for number in row]
            carrying = [end for end, number in zip(ends, row, strict=True) if number in values]
            value_top = max(carrying, default=0.0) + _VALUE_GAP * em
            value_end = value_top + value_height if carrying else 0.0
            x = _INDENT * em if row_number else 0.0
            for number, width, ink_end in zip(row, self._widths(row), ends, strict=True):
                piece = pieces[number]
                x += piece.before * em
                value_width = values.get(number, 0.0)
                first = number == row[0]
                slots.append(
                    Slot(
                        piece=number,
                        x=round(x if first else x + (width - piece.width * em) / 2),
                        width=piece.width * em,
                        top=baseline - _ascent(piece) * em,
                        baseline=baseline,
                        bottom=ink_end,
                        value_x=x if first else x + (width - value_width) / 2,
                        value_width=value_width,
                        value_top=value_top,
                        value_bottom=value_end,
                    )
                )
                x += width + piece.after * em
            row_top = max(*ends, value_end) + _ROW_GAP * em
        ends = [max(slot.x + slot.width, slot.value_x + slot.value_width) for slot in slots]
        width = max(ends) + _LAST_BEARING * em
        return Arrangement(em, width, row_top - _ROW_GAP * em, tuple(slots))


def _ascent(piece: Piece) -> float:
    return max(piece.ascent, _LEAST_ASCENT)


def _descent(piece: Piece) -> float:
    return max(piece.descent, _LEAST_DESCENT)
