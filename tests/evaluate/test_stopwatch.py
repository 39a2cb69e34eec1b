"""Times that are taken alone: how they are shared out, and that they are the report's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import paradigms
from playground.core.frames import Frame
from playground.evaluate.comparison import (
    FEWEST,
    IN_ALL,
    MOST_TIMED,
    SECONDS,
    Point,
    Report,
    measure,
    share_out,
)
from playground.evaluate.features import Classifier
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.reference import make_reference
from playground.evaluate.sampling import BLOCK
from playground.paradigms.vae_images.recipes import Sample
from tests.support.fake_classifier import NAME, MeasuredWorld

POINT = Point(recipe=Sample(model="fake", seed=5), samples=100)
WHOLE = 48


@given(st.floats(0, 1e4), st.integers(1, 12).map(lambda blocks: blocks * BLOCK))
def test_groups_are_whole_small_and_enough(each: float, size: int) -> None:
    groups, count = share_out(each, size)
    assert FEWEST <= groups <= MOST_TIMED
    assert BLOCK <= count <= size and count % BLOCK == 0
    # A block more would take longer than it should, and a block less would be too few.
    assert count in (BLOCK, size) or each * count <= SECONDS < each * (count + BLOCK)
    assert groups in (FEWEST, MOST_TIMED) or abs(groups * each * count - IN_ALL) <= each * count


def test_recipes_that_draw_fewer_than_a_block_are_made_whole() -> None:
    assert share_out(1.0, 8)[1] == 8


class Machine:
    """A run whose pictures take ``others`` milliseconds each beside others, and two alone."""

    def __init__(self, world: MeasuredWorld, others: float) -> None:
        self.world, self.others = world, others
        self.is_alone = False
        self.counts: list[int] = []
        """How many pictures each group had that was made alone."""

    def run(self, recipe: Sample, _resources: object) -> Iterator[Frame]:
        """Two frames, of which the last says what it took."""
        each = 2.0 if self.is_alone else self.others
        if self.is_alone:
            self.counts.append(recipe.count)
        yield Frame(total=2, index=1)
        images = self.world.sample.images[[(recipe.seed + k) % 60 for k in range(recipe.count)]]
        yield Frame(
            arrays={"images": images}, scalars={"nfe": 3, "milliseconds": each * recipe.count},
            index=2, total=2, final=True,
        )  # fmt: skip

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody computes beside."""
        self.is_alone = True
        yield
        self.is_alone = False


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(MeasuredWorld(), others=7.0)
    monkeypatch.setattr(paradigms, "run", found.run)
    return found


def report_of(machine: Machine, cache: Path, alone: bool) -> Report:
    classifier = Classifier(NAME, machine.world)
    yardstick = PictureYardstick(
        classifier, make_reference(machine.world.sample, classifier), machine.world.sample
    )
    frames = measure(POINT, machine.world, yardstick, cache, alone=machine.alone if alone else None)
    while True:
        try:
            next(frames)
            # Whoever takes a frame may let others work before the next.
            assert not machine.is_alone
        except StopIteration as end:
            report: Report = end.value
            return report


def milliseconds(report: Report) -> float:
    return report.measures["milliseconds_per_image"].value


def test_the_times_of_who_asks_to_be_alone_are_those_taken_alone(machine: Machine, tmp_path: Path) -> None:
    report = report_of(machine, tmp_path, alone=True)
    assert milliseconds(report) == pytest.approx(2.0)
    assert report.measures["network_evaluations"].value == 3
    groups, count = share_out(machine.others / 1000, WHOLE)
    assert machine.counts == [count] * groups
    assert any("while nothing else was measured" in note for note in report.notes)
    # Pictures that are kept say nothing of their time.
    again = len(machine.counts)
    assert milliseconds(report_of(machine, tmp_path, alone=True)) == pytest.approx(2.0)
    assert len(machine.counts) > again


def test_who_is_alone_anyway_takes_the_times_of_the_pictures(machine: Machine, tmp_path: Path) -> None:
    report = report_of(machine, tmp_path, alone=False)
    assert milliseconds(report) == pytest.approx(7.0)
    assert machine.counts == []
    assert not any("while nothing else was measured" in note for note in report.notes)


def test_pictures_made_beside_others_never_give_their_times(machine: Machine, tmp_path: Path) -> None:
    report_of(machine, tmp_path, alone=True)
    machine.others = 3.0
    assert milliseconds(report_of(machine, tmp_path, alone=False)) == pytest.approx(3.0)
