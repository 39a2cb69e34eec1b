"""The dataflow of a model as data: its parts, how they follow one another, and what explains each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from playground.core.frames import Array, Scalar

Look: TypeAlias = Array | Scalar | None
"""What a part of a dataflow looks like now: an array that is drawn small, or what is written."""

_APART = "-"


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a model, called ``sign`` as in papers.

    A click opens ``panel``, which explains the part; it plays in the panels ``also``, too, of which the names
    stand between spaces. In a lab they are planes or plots; of a stage that runs models its panels say all
    this, see :meth:`Diagram.told`. ``terms`` are those of it in equations.

    ``shows`` names what it looks like: an array or a scalar of a lab, or ``view/array`` of a stage that runs
    models, where the first is shown that belongs to the open panel, or else to another if it is of the
    present state. Panels ``apart`` show another run, beside which nothing is seen of it. With ``[name]``
    behind it is the one at the share of the way that the field of the state says, with ``[#name]`` the one
    whose number it says, with ``[number]`` that one; several go through one axis after another. A lab may
    have it computed of a frame's arrays and scalars. What is ``written`` needs the room of a word. What it
    ``needs`` is said by the scene of models that have it, such as ``classes`` of those that can be told one;
    all have it where it needs nothing.
    """

    sign: str
    title: str
    tip: str
    panel: str = ""
    also: str = ""
    apart: str = ""
    terms: str = ""
    shows: str | Callable[[Mapping[str, Array], Mapping[str, Scalar]], Look] = ""
    written: bool = False
    needs: str = ""

    def plays(self, panel: str) -> bool:
        """Whether it is a part of what a panel shows."""
        return panel in (self.panel, *self.also.split())

    def is_apart(self, panel: str) -> bool:
        """Whether what other panels have of it is of another run than what a panel shows."""
        return panel in self.apart.split()


class Playing(Protocol):
    """What a panel says of the parts that it explains, and of those that play in it, too.

    Their names stand between spaces, each with what it looks like there behind ``=`` where it has a picture,
    or ``-`` there where what other panels have of it is of another run. So it is of the parts ``without``
    which it does what it shows.
    """

    @property
    def explains(self) -> str: ...

    @property
    def also(self) -> str: ...

    @property
    def without(self) -> str: ...


class Diagram(msgspec.Struct, frozen=True):
    """Parts by their names, in a row such as ``"x → net · t+label ← y"``: columns, and links between them:
    an arrow, two (``⇄``), or a dot where they go on together.

    Names with ``+`` between stand over one another. Not all are parts of every model. ``back`` are
    two parts of which the first leads back to the second, or to the first that a model has of several. With
    ``whole`` all of them play whatever is open, as in a lab.
    """

    row: str
    nodes: Mapping[str, Node]
    back: tuple[str, str] | None = None
    whole: bool = False

    @property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The names of the parts, column by column."""
        return tuple(tuple(each.split("+")) for each in self.row.split()[::2])

    @property
    def links(self) -> tuple[str, ...]:
        """What stands between each column and the next."""
        return tuple(self.row.split()[1::2])

    def told(self, panels: Mapping[str, Playing]) -> Diagram:
        """With what panels, by their names, say of the parts."""
        nodes = dict(self.nodes)
        for panel, said in panels.items():
            for part, look in _parts(said.explains):
                nodes[part] = replace(_looking(nodes[part], panel, look), panel=panel)
            for part, look in _parts(said.also):
                node = _looking(nodes[part], panel, look)
                nodes[part] = replace(node, also=f"{node.also} {panel}".strip())
            for part in said.without.split():
                nodes[part] = _looking(nodes[part], panel, _APART)
        return replace(self, nodes=nodes)

    def fitted(self, has: Collection[str]) -> Diagram:
        """Without what a model lacks that ``has`` these; to a column leads the link before it."""
        nodes = {name: node for name, node in self.nodes.items() if not node.needs or node.needs in has}
        left = [
            (link, "+".join(name for name in column if name in nodes))
            for link, column in zip(("", *self.links), self.columns, strict=True)
        ]
        parts = [part for link, column in left if column for part in (link, column)]
        back = self.back and (self.back[0], next(name for name in self.back[1].split() if name in nodes))
        return replace(self, row=" ".join(parts[1:]), nodes=nodes, back=back)


def _looking(node: Node, panel: str, look: str) -> Node:
    """A part with what a panel says that it looks like."""
    if look == _APART:
        return replace(node, apart=f"{node.apart} {panel}".strip())
    return replace(node, shows=f"{node.shows} {look}".strip())


def _parts(said: str) -> Iterator[tuple[str, str]]:
    """Names of parts, and what they look like."""
    for each in said.split():
        name, _, look = each.partition("=")
        yield name, look
