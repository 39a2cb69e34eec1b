"""Quality and cost as a stage of the tab: the plot, what is pointed at, and the sweep that adds points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QGuiApplication, QHideEvent, QPicture, QShowEvent

from playground.core.heldout import DATA_FACT
from playground.core.recipe import Recipe, change
from playground.evaluate.report import FEW, OF_WORDS
from playground.evaluate.sweep import points as marks
from playground.evaluate.sweep.choices import judge
from playground.evaluate.sweep.known import Known, offers
from playground.evaluate.sweep.points import COSTS, MEASURES
from playground.evaluate.sweep.store import collect, content, encode
from playground.ui.plots.plot_files import drawn, plot_bytes
from playground.ui.plots.pose import inked
from playground.ui.stage.saving import drawable, file_export
from playground.ui.stage.stage_widget import StageWidget, Values
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export, Order
from playground.ui.tabs.compare.board import Board
from playground.ui.tabs.compare.quality.best import best_seen
from playground.ui.tabs.compare.quality.controls import QualityControls
from playground.ui.tabs.compare.quality.detail import Detail
from playground.ui.tabs.compare.quality.equations import values_of
from playground.ui.tabs.compare.quality.figure import FamilyLegend, with_legend
from playground.ui.tabs.compare.quality.measure_bar import MeasureBar, totals
from playground.ui.tabs.compare.quality.pictures import Pictures, shown_by
from playground.ui.tabs.compare.quality.plot import CostPlot
from playground.ui.tabs.compare.quality.state import QualityState
from playground.ui.tabs.compare.result_actions import ResultActions
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out


def quality_exports(
    board: Board, state: QualityState, points: Sequence[marks.Mark], picture: QPicture
) -> tuple[Export, ...]:
    """The plot with its legend, or what its points are, and the results of its data and families."""
    shown = tuple(mark.known.result for mark in points)
    results = marks.exported(board.results.known, state, board.cards)
    document = msgspec.json.format(encode(collect(shown)), indent=1).decode()

    def plot(suffix: str) -> bytes:
        return content(shown, suffix) if suffix == ".csv" else plot_bytes(suffix, picture, {}, document)

    whole = file_export("Quality and cost", "compare-quality", (".png", ".svg", ".csv"), plot)
    return (
        drawable(whole, picture, document),
        file_export("Results", "compare-results", (".csv", ".json"), partial(content, results)),
    )


_SOON_MS = 50.0
"""Of pictures that take longer each, ten are drawn only when somebody points there."""
_NO_FRECHET = (
    f"Fewer than {FEW:,} pictures of these are held out, of which a Fréchet distance is too large by more "
    "than it tells: the kernel distance, which is unbiased, is shown."
)
_BETTER = {"lower": "lower is better", "higher": "higher is better"}
_COSTS = {"evaluations": "network evaluations per picture", "milliseconds": "milliseconds per picture"}


class QualityStage(StageWidget):
    """Shows results as points, draws what is pointed at, and measures more."""

    def __init__(self, context: Context, store: Store[QualityState], board: Board) -> None:
        super().__init__()
        self.store, self.results = store, board.results
        self.player = Player(parent=self)
        self._acts = ResultActions(self, board.results, context.undo, self.known_of)
        self.board = board
        self.plot, self.legend, self.detail = CostPlot(), FamilyLegend(), Detail()
        self.bar = MeasureBar(board.measuring)
        self.pictures = Pictures(context.link, board, self)
        self._measure = store.state.measure
        self.why = Label(name="Why there is no level of real pictures", wraps=True)
        lay_out(self, down(self.bar, (self.plot, 1), self.why, self.legend, self.detail, spacing=6))
        store.changed.connect(self.refresh)
        board.results.changed.connect(self.refresh)
        board.models_changed.connect(self.refresh)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.plot.pointed.connect(self._point)
        self.plot.chosen.connect(self._acts.open)
        self.plot.unwanted.connect(self._acts.remove_one)
        self.detail.opened.connect(self._acts.open)
        self.detail.removed.connect(self._acts.remove)
        self.detail.wanted.connect(self._measure_one)
        self.legend.families_hidden.connect(lambda families: self.store.act("Hide families", hidden=families))
        self.bar.started.connect(self.measure)
        self.bar.stopped.connect(self.board.measuring.stop)
        self.pictures.arrived.connect(self._show_pictures)
        self.pictures.refused.connect(self._show_refusal)
        self.board.measuring.changed.connect(lambda: self.ongoing.emit(self.board.measuring.summary))

    def set_simple(self, simple: bool) -> None:
        """Leave the plot, what its symbols mean, and what is pointed at."""
        self.bar.set_simple(simple)
        self.legend.set_still(simple)
        self.detail.set_simple(simple)
        self._show_detail(self.plot.lit)

    def watch(self, watched: bool) -> None:
        """Look what a command or another window has measured meanwhile."""
        if watched:
            self.results.refresh()

    @property
    def state(self) -> QualityState:
        """What is shown."""
        return self.store.state

    # What is shown

    def refresh(self) -> None:
        """Draw everything anew: there are other results."""
        known = marks.wanted(self.results.known, self.state, self.board.cards)
        self._measure = marks.measured_by(known, self.state.measure)
        state = change(self.state, measure=self._measure)
        points = marks.points(known, self.results.known, state)
        features = next((one.result.report.features for one in known), judge(state.data, self.board.cards))
        kind = marks.kind_of(state, features)
        better = f", {_BETTER[kind.better]}" if kind.better in _BETTER else ""
        # Of each of the user's data sets features are others, so that they are named at once; so is what
        # tells whether words and pictures agree.
        own = any(one.result.report.facts.get(DATA_FACT) for one in known)
        title = kind.title if own or MEASURES[state.measure] in OF_WORDS else state.measure
        self.plot.set_titles(_COSTS[state.cost], f"{title}{better}", kind.title)
        self.plot.show_points(points)
        why = points.level.why if self._measure == self.state.measure else _NO_FRECHET
        why = marks.unmeasured(known, self._measure) or why
        self.why.setText(why)
        self.why.setVisible(bool(why))
        here = (one.result.family for one in known if not one.shipped)
        self.legend.set_families((one.result.family for one in known), state.hidden, here)
        choices, told = self.board.choices(self.state), marks.summaries(points.marks)
        possible = any(choice.chosen for choice in choices)
        whole = tuple(f"{totals(choices)[0]} · {each}" for each in told if possible)
        self.bar.set_idle((*whole, *told), possible)
        self._show_detail(self.plot.lit)
        self.status.emit({"shown": len(points.marks)})
        self.numbers_told.emit()

    def _show_detail(self, key: str) -> None:
        known = self.known_of(key)
        if known is None:
            self.detail.show_result(None)
            self.pictures.want(None)
        elif key != self.detail.key:
            self._point(key)
        else:
            self._describe(known)

    def _describe(self, known: Known) -> None:
        self.detail.show_result(
            known,
            MEASURES[self._measure],
            self.pictures.remark(known.result),
            offers(known, self.results.own, self.board.cards),
        )

    def known_of(self, key: str) -> Known | None:
        """The result behind a point."""
        return next((mark.known for mark in self.plot.marks if mark.key == key), None)

    def _point(self, key: str) -> None:
        known = self.known_of(key)
        if known is not None:
            self._describe(known)
            self.detail.show_pictures(None, "Drawing …")
            self.pictures.want(known.result)
            self.numbers_told.emit()

    def _show_pictures(self, key: str, images: NDArray[np.uint8], _finished: bool) -> None:
        if key == self.detail.key:
            self.detail.show_pictures(images)

    def _show_refusal(self, key: str, why: str) -> None:
        if key == self.detail.key:
            self.detail.show_pictures(None, why)

    def single(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], Export]:
        """A picture of the point that is told of has its recipe."""
        known = self.known_of(self.detail.key)
        return super().single(picture, recipe or (None if known is None else shown_by(known.result)))

    @property
    def seen(self) -> str:
        """Which point is best by what is shown."""
        return best_seen(self.plot.marks, change(self.state, measure=self._measure), self.board.cards)

    @property
    def measured_by(self) -> marks.MeasureName:
        """The measure that is shown, which is another than is asked for where results do not have that."""
        return self._measure

    def values(self) -> Values:
        """What the point in question has by this measure."""
        return values_of(self._measure, self.known_of(self.plot.lit))

    # What is done

    def measure(self) -> None:
        """Measure everything that is chosen and has no result yet."""
        if jobs := [choice.job for choice in self.board.choices(self.state) if choice.chosen]:
            self.board.measure(jobs, self.state.workers)

    def _measure_one(self, key: str) -> None:
        """Measure what is told of, as it was measured elsewhere, unless a sweep runs."""
        known = self.known_of(key)
        if known is None:
            return
        if self.board.measuring.running:
            self.report.emit("Something is being measured; stop it first, or wait for its end.", "")
        else:
            self.board.measure([known.result.job], self.state.workers)

    def train(self, order: Order) -> None:
        """Measure or stop: what is long work here is the sweep."""
        if order == "toggle" and not self.board.measuring.stop():
            self.measure()

    # What the tab asks for

    def showEvent(self, event: QShowEvent) -> None:
        """Look what a command or another window has measured meanwhile, and point at something."""
        super().showEvent(event)
        known = self.known_of(self.plot.lit)
        if known is not None:
            self.pictures.want(known.result)
        else:
            self._point_at_the_best()

    def _point_at_the_best(self) -> None:
        """Point at the best point of the front that is soon drawn, if there is one."""
        best = [mark for mark in marks.front(self.plot.marks, self.state) if self._soon(mark.known)]
        if best:
            self.plot.point_at(best[-1].key)

    def _soon(self, known: Known) -> bool:
        each = known.result.measures.get(COSTS["milliseconds"])
        return each is not None and each.value < _SOON_MS and known.result.model in self.board.cards

    def settled(self) -> bool:
        """Whether the pictures of the point that is pointed at are there."""
        return not self.pictures.waiting

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at pictures; the sweep goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.pictures.want(None)

    def controls(self) -> QualityControls:
        """The form for the left column."""
        return QualityControls(self.store, self.board)

    def exports(self) -> tuple[Export, ...]:
        """What can be written now: nothing where there is no point."""
        points = self.plot.marks
        return quality_exports(self.board, self.state, points, self.picture()) if points else ()

    def picture(self) -> QPicture:
        """The plot as it is shown, with its legend."""
        with inked(self.plot):
            return with_legend(self.plot.picture(), self.plot.points, self.plot)

    def copy(self) -> bool:
        """Put the picture of the plot on the clipboard."""
        QGuiApplication.clipboard().setImage(drawn(self.picture()))
        return True
