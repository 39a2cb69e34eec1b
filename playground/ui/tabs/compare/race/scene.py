"""What the views of the race share: the lanes, what was recorded of them, and what is still to be run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.frames import Frame, Scalar
from playground.core.recipe import change
from playground.paradigms.families import family_of
from playground.paradigms.race.film import whole
from playground.paradigms.race.lanes import entry, model_of, odd_one_out, refusal_of
from playground.paradigms.race.recipes import LaneRecipe, Race
from playground.ui.feed import Feed, Shown
from playground.ui.link import Link
from playground.ui.store import Store
from playground.ui.tabs.compare.race.records import Records
from playground.ui.tabs.compare.race.standing import Grid, Newest, Standing, clock_at, named, standings
from playground.ui.tabs.compare.race.state import RaceState

COMPUTED = ("lanes", "label", "count", "seed")
"""Fields of the state with which lanes may have to be run again; the others say how the race is seen."""


class RaceScene(QObject):
    """Turns states into requests: only lanes that were not run yet are run, one after the other."""

    changed = Signal(object, object)
    """(old state, new state), after the request was made."""

    stepped = Signal()
    """The lane that is being run has another state."""

    ready = Signal()
    """All lanes have been run: the race can be shown."""

    report = Signal(str, str)

    def __init__(
        self, store: Store, link: Link, cards: tuple[Card, ...], parent: QObject | None = None
    ) -> None:
        """``cards`` are all models; those that make pictures can take part."""
        super().__init__(parent)
        self.store = store
        self.cards = {card.name: card for card in cards if family_of(card.paradigm)}
        self.records = Records()
        self.feed = Feed(link.channel("compare/race"), self, strict=True)
        self.feed.arrived.connect(self._take)
        self.feed.failed.connect(self.report)
        self.feed.stale_changed.connect(lambda _stale: self.stepped.emit())
        self.feed.busy_changed.connect(lambda _busy: self.stepped.emit())
        self._newest: Shown | None = None
        self._grid = self._arranged()
        store.changed.connect(self._follow)

    def start(self) -> None:
        """Run what is to be run, and let every view show the state."""
        self._request()
        self.changed.emit(self.state, self.state)
        if self.grid.complete:
            self.ready.emit()

    # What views read

    @property
    def state(self) -> RaceState:
        """The current state."""
        state: RaceState = self.store.state
        return state

    @property
    def grid(self) -> Grid:
        """The lanes, with the tapes that there are."""
        return self._grid

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes' names, of the first lane whose model is there; none where there is no such lane."""
        there = (self.cards[model_of(lane)] for lane in self.state.lanes if model_of(lane) in self.cards)
        first = next(there, None) or next(iter(self.cards.values()), None)
        return () if first is None else first.labels

    @property
    def progress(self) -> float:
        """The share of what has to be run that has been."""
        frame = None if self._newest is None else self._newest.frame
        return 0.0 if frame is None else frame.index / max(1, frame.total)

    def clock(self) -> float:
        """What the clock says now."""
        return clock_at(self._grid, self.state, self.state.position)

    def standings(self) -> list[Standing]:
        """Where every lane is now."""
        return standings(self._grid, self.state, self.state.position, self._states())

    def recipe_of(self, lane: int) -> LaneRecipe:
        """The recipe that gives a lane's pictures without the others."""
        return self._entry(self.state.lanes[lane])

    def result(self, moments: int) -> Shown | None:
        """The race with its measured times and its film, as a run on these times gives it; else ``None``."""
        if not self._grid.complete:
            return None
        state, chosen = self.state, self._taking_part()
        tapes = self._grid.run
        race = change(
            state.race(tuple(state.lanes[number] for number in chosen)),
            clock=state.clock,
            pace=state.pace,
            shows=state.shows,
            moments=moments,
            measured=tuple(tuple(tape.milliseconds.tolist()) for tape in tapes),
        )
        arrays, scalars = whole(race, tapes)
        facts: dict[str, Scalar] = {}
        for number in chosen:
            record = self.records.get(self._entry(state.lanes[number]))
            facts |= {} if record is None else record.facts
        return Shown(race, Frame(arrays=arrays, scalars=scalars, index=1, final=True, facts=facts))

    @property
    def stopped(self) -> bool:
        """Whether lanes are still to be run, but are not: they were stopped, or they failed."""
        return self.feed.stale and not self.feed.busy and not self._grid.complete

    # What views do

    def watch(self, watched: bool) -> None:
        """Run lanes while somebody looks, and hold them while nobody does."""
        self.feed.hold(not watched)

    def again(self) -> None:
        """Run what was stopped."""
        self.feed.drop()
        self._request()

    def act(self, label: str, /, **values: object) -> None:
        """An edit that is a step of its own, as a click is."""
        self.store.end_gesture()
        try:
            self.store.edit(label, **values)
        except PlaygroundError as error:
            self.report.emit(error.sentence, "")
        self.store.end_gesture()

    def set_lane(self, label: str, number: int, lane: LaneRecipe) -> None:
        """Let another recipe run in a lane."""
        lanes = self.state.lanes
        self.act(label, lanes=(*lanes[:number], lane, *lanes[number + 1 :]))

    # The cycle

    def _follow(self, old: RaceState, new: RaceState) -> None:
        again = any(getattr(old, name) != getattr(new, name) for name in COMPUTED)
        if again:
            self._newest = None
            self._grid = self._arranged()
            self._request()
        self.changed.emit(old, new)
        if again and self._grid.complete:
            self.ready.emit()

    def _request(self) -> None:
        entries = tuple(self._entry(self.state.lanes[number]) for number in self._taking_part())
        missing = self.records.missing(entries)
        if missing:
            self.feed.want(self.state.race(missing))
        elif entries:
            self.feed.drop()

    def _take(self, shown: Shown) -> None:
        if not shown.frame.final:
            self._newest = shown
            self.stepped.emit()
            return
        self.records.take(shown.recipe, shown.frame)
        self._newest = None
        self._grid = self._arranged()
        if self._grid.complete:
            self.ready.emit()
        else:
            # What was recorded on another device was forgotten just now.
            self._request()
        self.stepped.emit()

    def _arranged(self) -> Grid:
        lanes = self.state.lanes
        cards = tuple(self.cards.get(model_of(lane)) for lane in lanes)
        why = self._refusals(lanes, cards)
        records = [self.records.get(self._entry(lane)) for lane in lanes]
        tapes = tuple(
            None if record is None or reason else record.tape
            for record, reason in zip(records, why, strict=True)
        )
        each = enumerate(zip(lanes, cards, why, strict=True))
        return Grid(tuple(named(number, *parts) for number, parts in each), tapes)

    def _refusals(self, lanes: tuple[LaneRecipe, ...], cards: tuple[Card | None, ...]) -> tuple[str, ...]:
        first, found = None, []
        race = self.state.race(lanes)
        for lane, card in zip(lanes, cards, strict=True):
            if card is None:
                found.append(f"The model “{model_of(lane)}” was not found.")
                continue
            reason = refusal_of(lane, card, race) or (first and odd_one_out((first, card))) or ""
            first = first or (None if reason else card)
            found.append(reason)
        return tuple(found)

    def _taking_part(self) -> list[int]:
        return [lane.lane for lane in self._grid.named if not lane.why]

    def _entry(self, lane: LaneRecipe) -> LaneRecipe:
        return entry(lane, self.state.race(()))

    def _states(self) -> dict[int, Newest]:
        """The newest states of the lanes that are being run, by their numbers."""
        if self._newest is None:
            return {}
        race: Race = self._newest.recipe
        arrays, now = self._newest.frame.arrays, int(self._newest.frame.scalars["lane"])
        shows = self.state.shows
        found = {}
        for number in self._taking_part():
            each = self._entry(self.state.lanes[number])
            if each not in race.lanes or each in self.records:
                continue
            index = race.lanes.index(each)
            there = bool(arrays[f"has_{shows}"][index])
            found[number] = Newest(
                pictures=arrays[shows][index] if there else None,
                nfe=int(arrays["nfe"][index]),
                milliseconds=float(arrays["milliseconds"][index]),
                finished=bool(arrays["finished"][index]),
                running=index == now,
            )
        return found
