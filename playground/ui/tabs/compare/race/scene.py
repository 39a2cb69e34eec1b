"""What the parts of the race share: its lanes, with the tapes of those that have been run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from playground.core.cards import Card, TokenCondition
from playground.core.conditions import condition_of, nearest_label
from playground.core.frames import Frame, Scalar
from playground.core.recipe import Recipe, change
from playground.evaluate.race.standing import (
    POSITIONS,
    Grid,
    Standing,
    clock_at,
    finish,
    named,
    standings,
)
from playground.paradigms.families import family_of
from playground.paradigms.race.candidates import (
    alone,
    default_candidates,
    drawing_class,
    entry,
    known_candidates,
    length_of,
    model_of,
    refusals,
    takes_class,
)
from playground.paradigms.race.recipes import DEFAULT_LANES, LaneRecipe, Race
from playground.paradigms.race.tape import LaneTape, from_frame, whole
from playground.paradigms.spoken import knows_words, together, words_of
from playground.ui.stage.scene import Scene
from playground.ui.stage.unknown import Fit, of_labels, of_styles
from playground.ui.state.feed import Shown
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.state.views import View, Views
from playground.ui.tabs.compare.race.state import RaceState


def fit(state: RaceState, cards: Mapping[str, Card]) -> Fit[RaceState] | None:
    """The race with what its lanes’ models know; ``None`` where they know all that can be told to all.

    All lanes draw one class. It stays where the first lane that is told one knows it, and else becomes the
    nearest that all know who can race with that one.
    """
    label, of_label = _label(state, cards)
    lanes, of_style = _lanes(state, cards)
    said = " ".join(filter(None, (of_label, of_style)))
    return Fit(state.with_values(label=label, lanes=lanes), said) if said else None


def _label(state: RaceState, cards: Mapping[str, Card]) -> tuple[int, str]:
    drawing = drawing_class(state.race.lanes, cards)
    if not drawing or nearest_label(state.race.label, condition_of(drawing[0])) == state.race.label:
        return state.race.label, ""
    taken = min(nearest_label(state.race.label, condition_of(card)) for card in drawing)
    return taken, of_labels(drawing[0], (state.race.label,), taken)


def _lanes(state: RaceState, cards: Mapping[str, Card]) -> tuple[tuple[LaneRecipe, ...], str]:
    unknown = [lane for lane in state.race.lanes if _is_unknown(lane, cards.get(model_of(lane)))]
    if not unknown:
        return state.race.lanes, ""
    titles = dict.fromkeys(cards[model_of(lane)].title for lane in unknown)
    styles = dict.fromkeys(words_of(lane)["style"] for lane in unknown)
    lanes = tuple(change(lane, style="") if lane in unknown else lane for lane in state.race.lanes)
    return lanes, of_styles(tuple(titles), tuple(styles))


def _is_unknown(lane: LaneRecipe, card: Card | None) -> bool:
    """Whether a lane’s model does not know the style that it is told."""
    condition, style = None if card is None else condition_of(card), words_of(lane).get("style")
    return bool(style) and isinstance(condition, TokenCondition) and style not in condition.styles


class RaceScene(Scene[RaceState]):
    """Once all lanes have been run, the race begins if it was changed, or if it stands at its start."""

    def __init__(
        self,
        name: str,
        views: Views,
        store: Store[RaceState],
        link: Link,
        cards: tuple[Card, ...],
        known: tuple[Card, ...],
    ) -> None:
        """Of ``cards`` those of models that make pictures can take part."""
        super().__init__(name, views, store, link, _that_draw(cards), known)
        self._computed: tuple[Race, tuple[Card | None, ...]] | None = None
        self._heats: tuple[Race, ...] = ()
        self._tapes: dict[Race, tuple[Frame, LaneTape]] = {}
        self._due = self._changed = False
        self.grid = Grid((), ())
        self.queued.connect(lambda _view: self._arrange())
        self.feeds["race"].arrived.connect(lambda _shown: self._end())
        self.feeds["race"].stale_changed.connect(lambda _stale: self.queued.emit("race"))
        self.changed.connect(lambda _old, _new: self._begin())
        self.prepare()

    def take_models(self, cards: tuple[Card, ...]) -> None:
        super().take_models(_that_draw(cards))

    def _fit_anew(self) -> None:
        """Ask with the models that there are now who can take part."""
        self.start()

    # What parts read

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes' names, of the first lane that draws one and whose model is there.

        Without such a lane they are those of the first model; none without models.
        """
        drawing = self.drawing
        names = next((card.labels for card in (*drawing, *self.cards.values())), ())
        classes = condition_of(drawing[0]).classes if drawing else len(names)
        return (*names[:classes], *(f"label {label}" for label in range(len(names), classes)))

    @property
    def drawing(self) -> list[Card]:
        """The models that draw the class that the race says, the first such lane's and those like it."""
        return drawing_class(self.state.race.lanes, self.cards)

    @property
    def by_label(self) -> bool:
        """Whether some lane draws the class that the race says."""
        return any(takes_class(lane, self.cards.get(model_of(lane))) for lane in self.state.race.lanes)

    @property
    def data(self) -> str:
        """What the lanes draw: the data set of the first one whose model is there; empty without one."""
        there = (self.cards[model_of(lane)] for lane in self.state.race.lanes if model_of(lane) in self.cards)
        return next((card.data for card in there), "")

    @property
    def progress(self) -> float:
        """The share of the lanes' frames that have come."""
        queue = self.queues["race"]
        shares = {
            heat: (length_of(heat.lanes[0]), queue.frame(heat)) for heat in self.planned(self.views["race"])
        }
        done = sum(length * (frame.index / max(1, frame.total)) for length, frame in shares.values() if frame)
        return done / max(1, sum(length for length, _ in shares.values()))

    @property
    def stopped(self) -> bool:
        """Whether lanes are still to be run, but are not: they were stopped, or they failed."""
        feed, queue = self.feeds["race"], self.queues["race"]
        return not feed.busy and not self.grid.complete and (feed.stale or queue.pending() is None)

    def settled(self) -> bool:
        """Whether all lanes that can be run have been, and the race is not on its way."""
        ended = self.grid.complete and not self.player.playing
        return ended or all(lane.why for lane in self.grid.named)

    def clock(self) -> float:
        """What the clock says now."""
        return clock_at(self.grid, self.recipe("race"), self.state.look.position)

    def standings(self) -> list[Standing]:
        """Where every lane is now."""
        queue, asked = self.queues["race"], self._asked.get("race") if self.feeds["race"].busy else None
        frames = {
            number: frame
            for number, heat in enumerate(self._heats)
            if (frame := queue.frame(heat)) is not None and not frame.final
        }
        runs = next((number for number, heat in enumerate(self._heats) if heat == asked), -1)
        return standings(self.grid, self.recipe("race"), self.state.look.position, frames, runs)

    def finished(self) -> list[Standing]:
        """The lanes at the finish, in the order of their places; their pictures are the data."""
        over = change(self.recipe("race"), shows="data")
        return finish(standings(self.grid, over, 1.0)) if self.grid.complete else []

    def entry(self, lane: int) -> LaneRecipe:
        """The recipe that gives a lane's pictures without the others."""
        recipe = self.state.race.lanes[lane]
        return entry(recipe, self.recipe("race"), self.cards.get(model_of(recipe)))

    def result(self, moments: int) -> Shown | None:
        """The race with its measured times and its film, as a run on these times gives it; else ``None``."""
        if not self.grid.complete:
            return None
        part = [number for number, lane in enumerate(self.grid.named) if not lane.why]
        race = change(
            self.recipe("race"),
            lanes=tuple(self.state.race.lanes[number] for number in part),
            moments=moments,
            measured=tuple(tuple(tape.milliseconds.tolist()) for tape in self.grid.run),
        )
        arrays, scalars = whole(race, self.grid.run)
        facts: dict[str, Scalar] = {}
        for heat in self.planned(self.views["race"]):
            facts = together(facts, self._tapes[heat][0].facts)
        return Shown(race, Frame(arrays=arrays, scalars=scalars, index=1, final=True, facts=facts))

    # What parts do

    def set_lane(self, label: str, number: int, lane: LaneRecipe) -> None:
        """Let another recipe run in a lane."""
        self.act(label, lanes=self.state.with_lane(lane, number))

    def race_of(self, data: str) -> None:
        """Let those race who draw a data set, and a class that it has."""
        lanes = default_candidates(data, self.cards)
        classes = len(self.cards[model_of(lanes[0])].labels)
        label = self.state.race.label if self.state.race.label < classes else 0
        self.act(f"Race models of {data}", lanes=lanes, chosen=0, label=label)

    def reset(self) -> None:
        """Let the lanes run that the program comes with: of what is drawn now, or else the first ones."""
        lanes = known_candidates(self.data, self.cards) or DEFAULT_LANES
        self.act("Reset the lanes", lanes=lanes, chosen=0)

    def share_words(self) -> None:
        """Tell all lanes that know words what the chosen one is told."""
        told = words_of(self.state.race.lanes[self.state.lane])
        lanes = tuple(change(lane, **told) if knows_words(lane) else lane for lane in self.state.race.lanes)
        self.act("Same words in all lanes", lanes=lanes)

    def watch(self, watched: bool) -> None:
        """Run lanes and the clock while somebody looks: other tabs' work would slow the lanes' times."""
        if not watched:
            self.player.pause()
        super().watch(watched)

    # The cycle

    def fit(self) -> Fit[RaceState] | None:
        return fit(self.state, self.cards)

    def missing(self, recipe: Recipe) -> str:
        """Nothing: what cannot be run is said of its lane."""
        return ""

    def models_of(self, recipe: Recipe) -> Collection[str]:
        """Those of the lanes."""
        return tuple(map(model_of, recipe.lanes)) if isinstance(recipe, Race) else ()

    def unavailable(self, *names: str) -> str:
        """Nothing: it is said over the lanes."""
        return ""

    def prepare(self) -> None:
        """Find out who can take part."""
        asked = self.state.race
        race = Race(lanes=asked.lanes, label=asked.label, count=asked.count, seed=asked.seed)
        cards = tuple(self.cards.get(model_of(lane)) for lane in race.lanes)
        if (race, cards) == self._computed:
            return
        # What is made fit before the start is the session's own race, which goes on where it was.
        self._changed = self._changed or self._started
        self._computed, self._due = (race, cards), True
        self._heats = tuple(alone(lane, race, card) for lane, card in zip(race.lanes, cards, strict=True))
        parts = zip(race.lanes, cards, refusals(race, self.cards), strict=True)
        lanes = tuple(named(number, *part) for number, part in enumerate(parts))
        self.grid = Grid(lanes, (None,) * len(lanes))
        self._arrange()

    def planned(self, view: View) -> Sequence[Race]:
        """Those that can be run, the short ones first, so that there is soon much to see."""
        heats = (heat for heat, lane in zip(self._heats, self.grid.named, strict=True) if not lane.why)
        return sorted(heats, key=lambda heat: length_of(heat.lanes[0]))

    def _arrange(self) -> None:
        """Take the tapes of the lanes that have been run by now."""
        queue = self.queues["race"]
        before, self._tapes = self._tapes, {}
        for heat in self._heats:
            if (frame := queue.result(heat)) is not None:
                had = before.get(heat)
                self._tapes[heat] = had if had and had[0] is frame else (frame, from_frame(frame)[0])
        found = [self._tapes.get(heat) for heat in self._heats]
        notes = ["" if each is None else str(each[0].facts.get("note", "")) for each in found]
        named = (replace(lane, note=note) for lane, note in zip(self.grid.named, notes, strict=True))
        self.grid = Grid(tuple(named), tuple(None if each is None else each[1] for each in found))

    def _end(self) -> None:
        """Ask for nothing once all has been run: it would be run again with another engine or device."""
        if self.queues["race"].pending() is None:
            self.feeds["race"].drop()
        self._begin()

    def _begin(self) -> None:
        if not (self._due and self.grid.complete):
            return
        self._due, anew, self._changed = False, self._changed, False
        if anew:
            self.store.load(self.state.with_values(position=0.0))
        self.refresh()
        if self.state.look.position == 0.0 and self._watched:
            self.player.play()


PACE = (POSITIONS - 1) / 10.0
"""Moments in a second at the transport's own speed: the whole race takes ten."""


def place(scene: RaceScene) -> tuple[int, int]:
    """How many moments of the clock the transport walks over, and which of them is shown."""
    return (POSITIONS, round(scene.state.look.position * (POSITIONS - 1))) if scene.grid.complete else (1, 0)


def position(_scene: RaceScene, at: int) -> dict[str, float]:
    """What the state is at another moment."""
    return {"position": at / (POSITIONS - 1)}


def _that_draw(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    return tuple(card for card in cards if family_of(card.paradigm))
