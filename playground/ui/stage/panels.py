"""The panels of a stage behind a bar of their titles; each is loaded and built when it is first opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QTabBar, QWidget

from playground.ui.stage.covered import Covered
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import PanelSpec, StageSpec
from playground.ui.state.feed import AGED_MS
from playground.ui.state.views import StageState
from playground.ui.timers import once
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.pages import Pages
from playground.ui.widgets.restyled import Fitted
from playground.ui.widgets.scrolled import Needs

_MARGIN = 10


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

    def add(self, title: str, tip: str, short: str = "") -> None:
        """One more title, with its tip, and what it may be shortened to."""
        self._said.append((title, tip, short or title))
        self.setAccessibleTabName(self.addTab(title), title)
        self._make_room()

    def title(self, index: int) -> str:
        """The whole title at a place."""
        return self._said[index][0]

    def _width_of(self, text: str) -> int:
        """As wide as Qt itself takes a title to be."""
        return self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic.value), text).width()

    def _make_room(self) -> None:
        width_of = self._width_of
        around = self.tabSizeHint(0).width() - width_of(self.tabText(0)) + self._narrow.less
        saved = [width_of(title) - width_of(short) for title, _tip, short in self._said]
        needed = sum(around + width_of(title) for title, _tip, _short in self._said)
        shortened = set()
        for index in sorted(range(len(saved)), key=lambda index: -saved[index]):
            if needed <= self.width() or saved[index] <= 0:
                break
            shortened.add(index)
            needed -= saved[index]
        self._narrow.less = min(_MOST_LESS, max(0, -((self.width() - needed) // len(saved))))
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
        self.waiting = Waiting(scene, self.covered, lambda: self.spec.title)
        lay_out(self, down(self.bar, (Needs(self.covered), 1), spacing=4))
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

    def _choose(self, index: int) -> None:
        name = self._names[index]
        if name != self.scene.state.panel:
            self.scene.act("Open panel", panel=name)

    def _open(self) -> None:
        name = self.scene.state.panel
        if name not in self.built:
            self.built[name] = self.spec.draws(self.scene)
            self.stack.addWidget(self.built[name])
            self.scene.refresh()
        self.stack.setCurrentWidget(self.built[name])
        self.bar.setCurrentIndex(self._names.index(name))
