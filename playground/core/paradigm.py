"""A paradigm: its recipes and, for each, the generator that runs it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from playground.core.dotted import load
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Resources

Run: TypeAlias = Generator[Frame, Recipe | None, None]
RunFunction: TypeAlias = Callable[[Any, Resources], Run]


class Paradigm(msgspec.Struct, frozen=True, kw_only=True):
    """What a file in ``playground/paradigms`` declares as ``PARADIGM``.

    ``runs`` maps each recipe type to its generator, or to its dotted name: what runs is not imported
    before it does, since the window never runs anything. ``generate`` is the recipe type that
    ``playground generate`` builds from flags, if models of this paradigm make pictures. ``tab`` is where a
    plug-in has the specification of its tab: ``package.module:NAME``, which is not imported before the tab is
    visited. Where it ``needs_models``, there is no tab of it before there is a model.
    """

    name: str
    title: str
    order: int
    runs: Mapping[type[Recipe], RunFunction | str]
    generate: type[Recipe] | None = None
    tab: str = ""
    needs_models: bool = False

    def run_of(self, kind: type[Recipe]) -> RunFunction:
        """What runs recipes of one of its types."""
        found = self.runs[kind]
        named: RunFunction = load(found) if isinstance(found, str) else found
        return named

    def run(self, recipe: Recipe, resources: Resources) -> Run:
        """The generator of the frames of one of its recipes; the final one carries the facts of the model."""
        frames = self.run_of(type(recipe))(recipe, resources)
        model = getattr(recipe, "model", None)
        return frames if model is None else _with_facts(frames, model, resources)


def _with_facts(frames: Run, model: str, resources: Resources) -> Run:
    changed: Recipe | None = None
    try:
        while True:
            frame = frames.send(changed)
            # Only now is it known where the model really ran: a device may have failed on the way.
            if frame.final:
                frame = replace(frame, facts={**frame.facts, **resources.facts(model)})
            changed = yield frame
    except StopIteration:
        return
    finally:
        frames.close()
