"""The panels of a stage behind a bar of their titles; each is loaded and built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QMenu, QProxyStyle, QStyle, QStyleOption, QTabBar, QToolButton, QWidget

from playground.ui.stage.covered import Covered
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import PanelSpec, StageSpec
from playground.ui.state.feed import AGED_MS
from playground.ui.state.views import StageState
from playground.ui.timers import once
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.restyled import Fitted
from playground.ui.widgets.scrolled import Needs

_MARGIN = 10
MOST_PANELS = 4
"""How many stand in Simple in a row, a menu of the others among them."""


class Waiting(Label):
    """Stands over the middle of a panel, and lets the mouse through."""

    def __init__(self, scene: Scene[StageState], place: QWidget, title: Callable[[], str]) -> None:
        """``title`` is what the open panel is called."""
        super().__init__(name="What is waited for", align=Qt.AlignmentFlag.AlignCenter)
        self._scene, self._place, self._title = scene, place, title
        self.setParent(place)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setMargin(_MARGIN)
        self.hide()
        self._later = once(self, AGED_MS, self.tell)
        place.installEventFilter(self)
        scene.changed.connect(self._look)
        scene.availability_changed.connect(self._look)
        for feed in scene.feeds.values():
            feed.arrived.connect(self._look)
            feed.busy_changed.connect(self._look)

    def _look(self, *_news: object) -> None:
        """Say nothing of what is there soon, and nothing any more of what is there."""
        if not self._sentence():
            self.hide()
        self._later.start()

    def tell(self) -> None:
        """Say what is waited for now."""
        sentence = self._sentence()
        self.setText(sentence)
        self.setVisible(bool(sentence))
        self._put()

    def _sentence(self) -> str:
        scene, names = self._scene, self._scene.shown_views
        if not names or any(scene.current(name) for name in names) or scene.unavailable(*names):
            return ""
        if any(scene.feeds[name].busy for name in names):
            return f"Computing what “{self._title()}” shows …\nEsc stops it."
        if any(scene.feeds[name].stopped for name in names):
            return "Stopped before there was anything to show:\nchange a setting, and it is computed."
        return ""

    def _put(self) -> None:
        self.adjustSize()
        self.move(self._place.rect().center() - self.rect().center())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._put()
        return False


_WIDEST = 16_777_215
"""Pixels: as wide as Qt lets a widget be."""
_MOST_LESS = 14
"""Pixels of those around a title that it can do without."""


class _Narrow(QProxyStyle):
    """Fusion, which leaves by ``less`` pixels less room around the titles of tabs."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.less = 0

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """A measure of Fusion, but for that room."""
        usual = super().pixelMetric(metric, option, widget)
        return usual - self.less if metric == QStyle.PixelMetric.PM_TabBarTabHSpace else usual


class PanelBar(Fitted, QTabBar):
    """Shortens as few titles as it can, those first that save the most; what is short is whole in its tip.

    Where that is not enough less room is left around each title, and only where not even that is it scrolls.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: list[tuple[str, str, str]] = []
        self._narrow = _Narrow()
        self.setStyle(self._narrow)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self._few = 0
        self.currentChanged.connect(self._choose_few)

    def add(self, title: str, tip: str, short: str = "") -> None:
        """One more title, with its tip, and what it may be shortened to."""
        self._said.append((title, tip, short or title))
        self.setAccessibleTabName(self.addTab(title), title)
        self._fit_letters()

    def set_few(self, few: int) -> None:
        """Show no more titles than the first ``few``, of which the last may be that of the open panel behind
        them; all for 0."""
        self._few = few
        self._choose_few()

    def _choose_few(self, *_: object) -> None:
        few, current = self._few, self.currentIndex()
        first = range(self.count() if not few else few if current < few else few - 1)
        for index in range(self.count()):
            self.setTabVisible(index, index in first or index == current)
        self._fit_letters()

    @property
    def left_out(self) -> tuple[int, ...]:
        """The places of the titles that are not shown."""
        return tuple(index for index in range(self.count()) if not self.isTabVisible(index))

    def title(self, index: int) -> str:
        """The whole title at a place."""
        return self._said[index][0]

    def _width_of(self, text: str) -> int:
        """As wide as Qt itself takes a title to be."""
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic.value), text).width()

    def _fit_letters(self) -> None:
        width_of = self._width_of
        around = self.tabSizeHint(0).width() - width_of(self.tabText(0)) + self._narrow.less
        said = [each for index, each in enumerate(self._said) if self.isTabVisible(index)]
        saved = [
            width_of(title) - width_of(short) if self.isTabVisible(index) else 0
            for index, (title, _tip, short) in enumerate(self._said)
        ]
        needed = sum(around + width_of(title) for title, _tip, _short in said)
        # What else is offered stands beside the last of few titles.
        self.setMaximumWidth(needed if self._few else _WIDEST)
        shortened = set()
        for index in sorted(range(len(saved)), key=lambda index: -saved[index]):
            if needed <= self.width() or saved[index] <= 0:
                break
            shortened.add(index)
            needed -= saved[index]
        self._narrow.less = min(_MOST_LESS, max(0, -((self.width() - needed) // max(1, len(said)))))
        for index, (title, tip, short) in enumerate(self._said):
            self.setTabText(index, short if index in shortened else title)
            self.setTabToolTip(index, f"{title}: {tip}" if index in shortened else tip)


class Panels(QWidget):
    """Shows the panel that the state names, or why there is nothing to show; choosing another is an edit."""

    def __init__(self, scene: Scene[StageState], stage: StageSpec) -> None:
        super().__init__()
        self.scene, self._stage = scene, stage
        self._names = list(stage.panels)
        self.bar = PanelBar()
        self.bar.setAccessibleName("Panels")
        for spec in stage.panels.values():
            self.bar.add(spec.title, spec.tip, spec.short)
        self.stack = Pages()
        self.covered = Covered(self.stack)
        self.built: dict[str, Any] = {}
        self._simple = False
        self.more = tool("More ▾", "The other panels", name="More panels", flat=True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.hide()
        self.waiting = Waiting(scene, self.covered, lambda: self.spec.title)
        self.row = lay_out(QWidget(), across((self.bar, 1), self.more, (None, 0), spacing=0))
        """Where a panel is chosen."""
        lay_out(self, down(self.row, (Needs(self.covered), 1), spacing=4))
        scene.follow(self._open, "panel")
        self._open()
        self.bar.currentChanged.connect(self._choose)

    @property
    def spec(self) -> PanelSpec:
        """What the open panel is."""
        return self._stage.panels[self.scene.state.panel]

    @property
    def open(self) -> Panel[Scene[StageState]]:
        """The panel that is open: a ``QWidget`` and :class:`~playground.ui.stage.panel.Panel`."""
        panel: Panel[Scene[StageState]] = self.built[self.scene.state.panel]
        return panel

    def set_simple(self, simple: bool) -> None:
        """Leave some panels to be chosen behind “More”, and of each what it says."""
        self._simple = simple
        self.bar.set_few(MOST_PANELS - 1 if simple and self.bar.count() > MOST_PANELS else 0)
        self._show_more()
        for name in self.built:
            self._simplify(name)

    def _simplify(self, name: str) -> None:
        self.built[name].set_simple(self._simple and self._stage.panels[name].simple is not None)

    def _show_more(self) -> None:
        left_out = self.bar.left_out
        self.more.setVisible(bool(left_out))
        menu = QMenu(self.more)
        for index in left_out:
            menu.addAction(self.bar.title(index), partial(self.bar.setCurrentIndex, index))
        before = self.more.menu()
        self.more.setMenu(menu)
        if before is not None:
            before.deleteLater()

    def _choose(self, index: int) -> None:
        name = self._names[index]
        if name != self.scene.state.panel:
            self.scene.act("Open panel", panel=name)

    def _open(self) -> None:
        name = self.scene.state.panel
        if name not in self.built:
            self.built[name] = self.spec.draws(self.scene)
            self._simplify(name)
            self.stack.addWidget(self.built[name])
            self.scene.refresh()
        self.stack.setCurrentWidget(self.built[name])
        self.bar.setCurrentIndex(self._names.index(name))
        self._show_more()
