"""The flowing points, and what is measured of them."""

from __future__ import annotations

from collections.abc import Hashable

from playground.core.errors import RecipeError
from playground.core.frames import Array, Scalar
from playground.objectives import reflow
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import MEASURED, Floats
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.plane import walks
from playground.paradigms.plane.context import PlaneContext
from playground.paradigms.plane.setting import shown
from playground.paradigms.plane.walks import Choice, Track

_REFRESH = 0.2
"""Seconds between two walks of the points through what is learned."""
_STRAIGHT_POINTS, _STRAIGHT_STEPS = 256, 24
_EXACT_POINTS, _FINE = 500, 24
"""Points that walk through an exact model without modes, which answers slowly; and their steps where the
learned model jumps."""


def choice_of(context: PlaneContext) -> Choice | str:
    """How the points walk, or why they cannot."""
    try:
        return walks.choose(context.recipe, context.path, context.model.network, context.source.mmse)
    except RecipeError as error:
        return error.sentence


class Points:
    """The track of the points, their distance from exact samples, and how straight the flow is."""

    def __init__(self, context: PlaneContext) -> None:
        self._context, self.snapshot = context, Snapshot(context, _REFRESH)
        self.track: Track | None = None
        self._fresh: dict[str, Array] = {}
        self._scalars: dict[str, Scalar] = {}
        self.parts = (
            SlicedPart(self._walk_key, self._walk),
            SlicedPart(self._floor_key, self._floor),
            SlicedPart(self._straight_key, self._straight),
            SlicedPart(self._exact_key, self._walk_exact),
        )

    def renew(self, ready: bool) -> None:
        """Notice that the model has changed; ``ready`` if all about the last one is known."""
        another = self.snapshot.model.training != self._context.model.training
        if another:
            self._scalars.clear()
        self.snapshot.renew(ready, another)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the track if it is new, and what was measured of it."""
        choice = choice_of(self._context)
        scalars["refusal"] = choice if isinstance(choice, str) else ""
        scalars.update(self._scalars)
        arrays.update(self._fresh)
        self._fresh = {}

    def now(self) -> Floats:
        """Where the points are at the recipe's time; noise before they have walked."""
        context = self._context
        if self.track is None:
            return context.path.prior_std * context.starts.noise(context.recipe.points)
        return self.track.at(shown(context.recipe, context.path).density.t / context.path.end)

    def _walk_key(self) -> Hashable | None:
        recipe = self._context.recipe
        choice = walks_key(choice_of(self._context))
        return None if choice is None else (choice, recipe.points, self.snapshot.model.state)

    def _walk(self) -> Work:
        context = self._context
        choice, count, model = choice_of(context), context.recipe.points, self.snapshot.model
        if isinstance(choice, str):
            return
        track = yield from walks.walk(model.field, choice, context.path, context.starts, count)
        self.track = track
        self._fresh |= {"track": track.positions, "track_times": track.times}
        ends = track.positions[-1][:MEASURED]
        exact = measures.exact_points(context.source, context.recipe.seed, len(ends))
        self._scalars["nfe"] = track.nfe
        self._scalars["sliced_wasserstein"] = measures.distance(ends, exact)
        self._scalars.update(measures.modes(track.positions[-1], context.source))

    def _exact_choice(self) -> Choice | str:
        """How points walk through the exact model: as through the learned one, or along the flow where that
        jumps."""
        context = self._context
        return choice_of(context) if context.model.network == "denoiser" else walks.fine(context.path, _FINE)

    def _exact_key(self) -> Hashable | None:
        choice = walks_key(self._exact_choice())
        return None if choice is None else (choice, self._context.recipe.points)

    def _walk_exact(self) -> Work:
        context, choice = self._context, self._exact_choice()
        if isinstance(choice, str):
            return
        count = context.recipe.points
        count = count if context.source.centres is not None else min(count, _EXACT_POINTS)
        track = yield from walks.walk(context.exact, choice, context.path, context.starts, count)
        self._fresh |= {"track_exact": track.positions, "track_exact_times": track.times}

    def _floor_key(self) -> Hashable:
        return min(self._context.recipe.points, MEASURED), self._context.model.training

    def _floor(self) -> Work:
        count = min(self._context.recipe.points, MEASURED)
        floor = yield from measures.noise_floor(self._context.source, count)
        self._scalars |= floor.scalars("noise_floor")

    def _straight_key(self) -> Hashable | None:
        straight = self._context.path.kind == "linear" and self._context.model.network == "denoiser"
        return self.snapshot.model.state if straight else None

    def _straight(self) -> Work:
        context, field = self._context, self.snapshot.model.field
        start = context.path.prior_std * context.starts.noise(_STRAIGHT_POINTS)
        for found in reflow.straightness(field, start, context.path, _STRAIGHT_STEPS):
            if found is not None:
                self._scalars["straightness"] = found
            yield


def walks_key(choice: Choice | str) -> Hashable | None:
    """What a walk depends on, if there can be one."""
    if isinstance(choice, str):
        return None
    options = choice.options
    return choice.sampler, choice.times, options.eta, options.variance
