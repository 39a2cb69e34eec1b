"""A prompt that is edited while the rest is kept, beside the same without: the run of ``words-edit``.

Hertz et al. 2022, "Prompt-to-prompt image editing with cross attention control". Both prompts are drawn from
the same noise in step with each other. In the network places look at words and at places in one row of
weights, so what is kept of a row is what the softmax would have given for the columns that stay: a word that
was left away is taken out, one that weighs more or less is scaled, and the row adds up to 1 again.

Where the mean of all words modulates every layer, an edit changes everything at once whatever is looked at:
that mean can be kept, too.

An edit is local where the picture stays as it was but for where the changed words act. Hertz et al. tell
where by what looks at the words; here it is by how far the predicted data differ without them (after Couairon
et al. 2022, "DiffEdit"): what has a colour looks little at the word for it.
"""

from __future__ import annotations

import difflib
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.gaussian.levels import Level, Pair
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.predictions import to_pair
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.network import Floats
from playground.paradigms.denoising.sampling import stride_of
from playground.paradigms.denoising.walks import walk
from playground.paradigms.words.conditioning import TokenizedPrompt, Word, both
from playground.paradigms.words.drawing import asked, facts_of
from playground.paradigms.words.inspection import Inside
from playground.paradigms.words.maps import among_words, enlarged, maps_of, softened
from playground.paradigms.words.network import ByWords, Meaning, WordsNetwork
from playground.paradigms.words.recipes import Edit

_ALIKE = 3
"""Drawings of each noise: of the prompt, and of the edited one with and without attention that is kept."""
_HALF = 0.5
_NOTHING = 1e-5
"""What two answers to the same question may differ by."""
_NONE = -1


class Match(NamedTuple):
    """Which word of a prompt each word of the edited one is, or takes the place of; −1 for none.

    ``factors`` scale what is kept of it, where it weighs more or less now or several take its place.
    ``changed`` are the places of words that are not the same, in both prompts.
    """

    matched: NDArray[np.int64]
    factors: NDArray[np.float32]
    changed: tuple[tuple[int, ...], tuple[int, ...]]


def match(before: tuple[Word, ...], after: tuple[Word, ...], length: int) -> Match:
    """How the words of a prompt and of the edited one belong together."""
    matched, factors = np.full(length, _NONE), np.ones(length, dtype=np.float32)
    old, new = set[int](), set[int]()
    one, two = ([word.token for word in row] for row in (before, after))
    for how, i, i_end, j, j_end in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if how != "equal":
            old |= set(range(i, i_end))
            new |= set(range(j, j_end))
        for place in range(j, j_end if i_end > i else j):
            # Of several words in the place of fewer, each takes its part of the old one's attention.
            taken = i + (place - j) * (i_end - i) // (j_end - j)
            alike = sum(i + (other - j) * (i_end - i) // (j_end - j) == taken for other in range(j, j_end))
            weight = before[taken].weight
            matched[place] = taken
            factors[place] = after[place].weight / weight / alike if weight else 0
            if how == "equal" and after[place].weight != weight:
                old.add(taken)
                new.add(place)
    return Match(matched, factors, (tuple(sorted(old)), tuple(sorted(new))))


def aligned(kept: Array, found: Match, places: int) -> Array:
    """Rows ``(…, places + words)`` of a prompt's attention with the columns of the edited one."""
    words = kept[..., places:]
    moved = np.where(found.matched >= 0, words[..., found.matched] * found.factors, 0)
    whole = np.concatenate([kept[..., :places], moved.astype(np.float32)], axis=-1)
    rows: Array = whole / np.maximum(whole.sum(axis=-1, keepdims=True), np.float32(1e-20))
    return rows


class InStep:
    """Answers for samples in three parts: the prompt, and the edited one with the rest kept and without.

    The mean over all that was asked of how places look at words is in ``looked`` (2, count, blocks, heads,
    places, words), of both prompts, the edited one with the rest kept, where the network shows it; and in
    ``acted`` (count, rows, columns) that of how far the predicted data differ from those without the words
    that change, of the prompt before the edit, or of the edited one where it adds words, whichever is more.
    """

    def __init__(
        self, recipe: Edit, words: WordsNetwork, inside: Inside | None, tokenized: TokenizedPrompt, count: int
    ) -> None:
        self._recipe, self._words, self._inside, self._count = recipe, words, inside, count
        self.match = match(tokenized.rows[0], tokenized.rows[1], tokenized.length)
        meaning = words.read(tokenized)
        self._before, self._after = (meaning.of([row] * count) for row in (0, 1))
        self._held = _with_whole_of(self._before, self._after)
        self._free = words.asked(self._after)
        self._without = [
            (
                row,
                words.asked(
                    words.read(_without_changed(tokenized, self.match, row, words)).of([row] * count)
                ),
            )
            for row in _acting_rows(tokenized, self.match)
        ]
        self._looked = _unlooked(inside, count, tokenized.length)
        self._acted: Array = np.zeros((count, 1, 1), dtype=np.float32)
        self._answers = 0

    @property
    def looked(self) -> Array:
        """The mean over all answers; 0 where guidance of 0 never asked with the words."""
        return self._looked / max(1, self._answers)

    @property
    def acted(self) -> Array:
        """The mean over all answers; none where none was asked."""
        return self._acted / max(1, self._answers)

    def near(self) -> NDArray[np.bool_]:
        """Where a local edit may change pixels (count, rows, columns): where its words acted enough so far.

        The effect is smoothed first, because it varies between neighbouring pixels at random.
        """
        return _near(softened(self.acted), self._recipe.local)

    def __call__(self, x: Floats, level: Level) -> Pair:
        """Data and noise of ``x`` (3 · count, *shape)."""
        first, second, third = np.split(x, _ALIKE)
        gone = 1 - level.t / self._words.network.path.end
        tokenized = self._held if gone < self._recipe.kept_whole else self._after
        if self._inside is None:
            before, after = (
                self._words.asked(each)(part, level)
                for each, part in ((self._before, first), (tokenized, second))
            )
        else:
            before, after = self._looking(self._inside, first, second, level, tokenized, gone)
        free = self._free(third, level)
        parts, answers = (first, third), (before, free)
        differing = [
            np.abs(answers[row].data - without(parts[row], level).data).mean(axis=1)
            for row, without in self._without
        ]
        self._acted = self._acted + np.maximum.reduce(differing)
        self._answers += 1
        pairs = (before, after, free)
        return Pair(np.concatenate([one.data for one in pairs]), np.concatenate([one.noise for one in pairs]))

    def _looking(
        self, inside: Inside, first: Floats, second: Floats, level: Level, tokenized: Meaning, gone: float
    ) -> tuple[Pair, Pair]:
        """What both are answered where the network shows how it looks: the edited one looks as is kept."""
        places = inside.shown.places
        before = inside.inspect(first, level, self._before)
        kept = aligned(before.attention[:, :, :, :places], self.match, places)
        after = inside.inspect(second, level, tokenized, kept, self._share(places, gone))
        seen = np.stack([one.attention[:, :, :, :places, places:] for one in (before, after)])
        self._looked = self._looked + seen
        return before.pair, after.pair

    def _share(self, places: int, gone: float) -> Array:
        """Which columns look as before when so much of the way is gone: of words that stay, and of places."""
        words = (self.match.matched >= 0) & (gone < self._recipe.kept)
        row = np.concatenate([np.full(places, gone < self._recipe.kept_places), words]).astype(np.float32)
        return np.repeat(row[None], self._count, axis=0)


class Locally:
    """A guided model of which the second part is as the first where the changed words do not act."""

    def __init__(self, model: ByWords, in_step: InStep) -> None:
        self._model, self._in_step = model, in_step
        self.cost, self.cost_at = model.cost, model.cost_at

    def __call__(self, x: Array, level: Level) -> Pair:
        """Data and noise of ``x`` (3 · count, *shape), guided alike."""
        pair = self._model(x, level)
        first, second, third = np.split(pair.data, _ALIKE)
        blended = np.where(self._in_step.near()[:, None], second, first)
        # Where the data are those of the first part, the noise is what remains of x, which may be another.
        held = to_pair("data", blended, np.split(x, _ALIKE)[1], level)
        before, _, free = np.split(pair.noise, _ALIKE)
        return Pair(np.concatenate([first, held.data, third]), np.concatenate([before, held.noise, free]))


def _unlooked(inside: Inside | None, count: int, length: int) -> Array:
    """How places look at the words of both prompts before anything was asked, if that is shown at all."""
    if inside is None:
        return np.zeros(0, dtype=np.float32)
    shown = inside.shown
    return np.zeros((2, count, shown.blocks, shown.heads, shown.places, length), dtype=np.float32)


def _with_whole_of(one: Meaning, other: Meaning) -> Meaning:
    """What ``other`` means, with the mean of all words of ``one``, where the network is told that."""
    return Meaning({**other.inputs, **{name: one.inputs[name] for name in ("whole",) if name in one.inputs}})


def _acting_rows(tokenized: TokenizedPrompt, found: Match) -> tuple[int, ...]:
    """Whose changed words tell where the edit acts: those before it, and those that it adds."""
    old, new = found.changed
    before = any(tokenized.rows[0][place].weight for place in old)
    added = any(tokenized.rows[1][place].weight and found.matched[place] < 0 for place in new)
    return ((0,) if before else ()) + ((1,) if added or not before else ())


def _without_changed(
    tokenized: TokenizedPrompt, found: Match, row: int, words: WordsNetwork
) -> TokenizedPrompt:
    """Both texts as one of them is without its changed words.

    They weigh nothing. What the encoder of others reads holds words of no weight still, so that they are left
    away.
    """
    whole = words.condition.weighs and words.condition.frame is None
    left = tuple(
        word._replace(weight=0.0) if place in found.changed[row] else word
        for place, word in enumerate(tokenized.rows[row])
        if whole or place not in found.changed[row]
    )
    return replace(tokenized, rows=(left, left))


def edit(recipe: Edit, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.words.recipes.Edit` says."""
    words, said, _, without, how = asked(recipe, resources)
    changed = words.tokenized_of(recipe.edited, recipe.style)
    tokenized, count = both(said, changed), recipe.count
    inside = None if words.condition.attention is None else Inside(words, resources)
    display = Display(recipe.model, resources)
    in_step = InStep(recipe, words, inside, tokenized, count)
    indices = list(range(count)) * _ALIKE
    guided = words.guided_by(in_step, without.of([0] * len(indices)), recipe.guidance, recipe.guided)
    model = Locally(guided, in_step) if recipe.local else guided
    start = words.network.start(recipe.seed, indices)
    noise = KeyedNoise(recipe.seed, indices)
    opening = {**tokenized.arrays, "matched": in_step.match.matched}
    total = len(how.times)
    for step in walk(words.network, how, model, start, noise):
        data = display.data(step.data)
        data = data.reshape(_ALIKE, count, *data.shape[1:])
        final = step.level.t == how.times[-1]
        arrays: dict[str, Array] = {"data": data, **opening}
        scalars: dict[str, Scalar] = {"step": step.index, "t": step.level.t, "nfe": step.nfe}
        if final:
            ending = _ending(data, in_step, inside)
            arrays |= {**tokenized.arrays, "matched": in_step.match.matched, **ending}
            scalars |= _outside_of_all(ending)
        keep = final or step.index % stride_of({"data": data}, total) == 0
        yield Frame(
            arrays=arrays, scalars={**scalars, "note": tokenized.note, "columns": count},
            index=total if final else min(step.index + 1, total - 1), total=total, keep=keep, final=final,
            facts=facts_of(tokenized),
        )  # fmt: skip
        opening = {}


def _ending(images: Images, in_step: InStep, inside: Inside | None) -> dict[str, Array]:
    """The pictures, where the changed words are looked at and act, and what changed."""
    levels, side = images.astype(np.float32), images.shape[-2:]
    acted = enlarged(in_step.acted, *side).astype(np.float32)
    found = {
        "images": images,
        "acting": acted,
        "mask_acting": _near(acted, _HALF),
        "changed": np.abs(levels[1:] - levels[0]).mean(axis=2),
    }
    if inside is None:
        return found
    # In one row with places, words are looked at most where there is nothing else to see: only their parts
    # of that tell them apart.
    maps = among_words(maps_of(in_step.looked, inside.shown.rows, inside.shown.columns))
    near = np.zeros(maps[0][:, 0].shape, dtype=bool)
    for each, places in zip(maps, in_step.match.changed, strict=True):
        for place in places:
            near |= _near(each[:, place], _HALF)
    return {**found, "maps": maps, "mask": enlarged(near, *side)}


def _near(maps: Array, share: float) -> NDArray[np.bool_]:
    """Where each map (n, rows, columns) is at least a share of what it is where it is most, if anything."""
    most = maps.max(axis=(1, 2), keepdims=True)
    return np.asarray((maps >= share * most) & (most > _NOTHING))


def _outside_of_all(ending: dict[str, Array]) -> dict[str, Scalar]:
    """How much changed outside of each map that there is."""
    return {
        f"{name}{end}": value
        for end in ("", "_acting")
        if f"mask{end}" in ending
        for name, value in _outside(ending["changed"], ending[f"mask{end}"]).items()
    }


def _outside(changed: Array, mask: Array) -> dict[str, Scalar]:
    """How much changed where the changed words are not looked at; nothing where they are everywhere."""
    kept, free = (beyond(each, mask) for each in changed)
    return {"outside_kept": kept, "outside_free": free, "outside": float((~mask).mean())}


def beyond(changed: Array, mask: Array) -> float:
    """The mean of ``changed`` where a mask (count, height, width) does not lie; 0 if it lies everywhere."""
    outside = ~mask.astype(bool)
    return float((changed * outside).sum() / max(1, int(outside.sum())))
