"""Series of what a lab measures now and then."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from playground.ui.lab.history import History


class Feed(QObject):
    """Frames with nothing but scalars."""

    arrived = Signal()
    emptied = Signal()

    def bring(self, **scalars: Any) -> None:
        self.scalars = scalars
        self.arrived.emit()


def test_a_row_for_every_measurement_and_none_between_them() -> None:
    feed = Feed()
    history = History(feed, ("js", "kl"), "measured")  # type: ignore[arg-type]
    feed.bring(step=1)
    assert len(history.steps) == 0
    for step, measured, js in ((5, 4, 0.5), (6, 4, 0.5), (9, 8, 0.4)):
        feed.bring(step=step, measured=measured, js=js)
    feed.bring(step=12, measured=11, js=0.3, kl=2.0)
    assert history.steps.tolist() == [4, 8, 11]
    assert history.values[:, 0].tolist() == [0.5, 0.4, 0.3]
    assert np.isnan(history.values[:2, 1]).all() and history.values[2, 1] == 2.0


def test_a_number_that_stays_the_same_goes_on_and_hides_no_change_of_another() -> None:
    feed = Feed()
    history = History(feed, ("js", "kl"), "measured")  # type: ignore[arg-type]
    for measured, kl in ((0, 55.4), (40, 55.3), (80, 55.19)):
        feed.bring(measured=measured, js=0.693, kl=kl)
    assert history.steps.tolist() == [0, 40, 80]
    assert history.values[:, 1].tolist() == [55.4, 55.3, 55.19]


def test_a_new_training_begins_it_anew_and_a_long_one_is_thinned() -> None:
    feed = Feed()
    history = History(feed, ("js",), "measured")  # type: ignore[arg-type]
    for step in range(1, 9003):
        feed.bring(measured=step, js=1 / step)
    assert 1500 < len(history.steps) <= 4000
    assert history.steps[-1] == 9002 and (np.diff(history.steps) > 0).all()
    feed.bring(measured=3, js=0.7)
    assert history.steps.tolist() == [3]


def test_nothing_of_a_run_that_was_interrupted_is_joined_to_the_next() -> None:
    feed = Feed()
    history = History(feed, ("js",), "measured")  # type: ignore[arg-type]
    feed.bring(measured=2, js=0.7)
    feed.emptied.emit()
    feed.bring(measured=9, js=0.6)
    assert history.steps.tolist() == [9]
