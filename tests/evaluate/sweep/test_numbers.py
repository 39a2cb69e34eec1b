"""The Pareto front against brute force, CSV against the results, events and garbage, the time left."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import DataError
from playground.evaluate.report import kinds
from playground.evaluate.sweep.events import (
    Done,
    Ended,
    Event,
    Failed,
    Notice,
    Progress,
    Started,
    SweepPlan,
    from_line,
    to_line,
)
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.pareto import front
from playground.evaluate.sweep.run import MOST, Clock
from playground.evaluate.sweep.spreadsheet import FACTS, columns, csv_of
from tests.support.sweeps import make_result, measure, planned

# Few different values, so that there are ties in either.
POINTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20)


@given(POINTS, st.sampled_from(["lower", "higher"]))
def test_the_front_is_what_no_other_dominates(points, better) -> None:
    sign = 1 if better == "lower" else -1

    def dominates(one, other) -> bool:
        (cost, value), (cost_2, value_2) = one, other
        no_worse = cost <= cost_2 and sign * value <= sign * value_2
        return no_worse and one != other

    expected = {
        index for index, point in enumerate(points) if not any(dominates(other, point) for other in points)
    }
    found = front([cost for cost, _ in points], [value for _, value in points], better)
    assert set(found) == expected and len(found) == len(expected)
    assert [points[index][0] for index in found] == sorted(points[index][0] for index in found)


def test_csv_holds_every_number_of_every_result() -> None:
    results = [
        make_result(key="k0", frechet=1 / 3, guidance=2.3),
        make_result(key="k1", family="ddpm", sampler="ddpm", steps=1000, milliseconds=1e-7),
    ]
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(csv_of(results)))}
    assert set(rows) == {"k0", "k1"} and tuple(rows["k0"]) == columns()
    for result in results:
        row = rows[result.key]
        for prefix, measures in (("", result.report.measures), ("real_", result.report.real)):
            for name, value in measures.items():
                assert float(row[prefix + name]) == value.value
                for end, limit in (("low", value.low), ("high", value.high)):
                    text = row[f"{prefix}{name}_{end}"]
                    assert (float(text) if text else None) == limit
        assert json.loads(row["recipe"]) == result.job.recipe
        assert (row["key"], row["family"], row["model"]) == (result.key, result.family, result.model)
        assert (int(row["samples"]), row["date"]) == (result.job.samples, result.date)
    assert set(kinds("")) < set(columns()) and len(set(columns())) == len(columns())
    assert set(FACTS) < set(columns())


@given(st.permutations(range(6)))
def test_the_same_results_are_the_same_csv_in_whatever_order_they_come(order) -> None:
    results = [make_result(key=f"k{number}", steps=number % 3, samples=100 * number) for number in range(6)]
    assert csv_of(results[number] for number in order) == csv_of(results)


def test_csv_survives_commas_quotes_and_line_breaks() -> None:
    result = msgspec.structs.replace(make_result(), job=make_result().job, date='a,"b"\nc')
    (row,) = csv.DictReader(io.StringIO(csv_of([result])))
    assert row["date"] == 'a,"b"\nc'


EVENTS: list[Event] = [
    SweepPlan(jobs=tuple(planned(2)), workers=2, left_out=("Something.",)),
    Started(key="k0", attempt=2),
    Progress(key="k0", done=3, total=9, seconds_left=1.5),
    Done(result=make_result(), kept=True),
    Failed(key="k0", sentence="Line\nbreak."),
    Notice(sentence="“”"),
    Ended(done=1, kept=0, failed=1, seconds=0.5),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_one_line_and_comes_back(event: Event) -> None:
    line = to_line(event)
    assert line.count(b"\n") == 1 and line.endswith(b"\n")
    assert from_line(line) == event and from_line(line.decode()) == event


def test_an_event_with_a_result_from_an_indented_file_is_one_line() -> None:
    pretty = msgspec.json.format(msgspec.json.encode(make_result()), indent=2)
    line = to_line(Done(result=msgspec.json.decode(pretty, type=Result)))
    assert line.count(b"\n") == 1
    assert from_line(line) == Done(result=make_result())


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200), st.sampled_from([b"[" * 100_000, b"1" * 2**20]))
)
def test_garbage_is_no_event(line) -> None:
    with pytest.raises(DataError) as found:
        from_line(line)
    assert "\n" not in found.value.sentence


@given(st.integers(0, 400), st.sampled_from([7, 40, 90]), st.integers(0, 255))
def test_a_damaged_event_is_an_event_or_one_sentence(at, length, byte) -> None:
    line = bytearray(to_line(EVENTS[3])[:-1])
    line[at % len(line)] = byte
    for damaged in (bytes(line), bytes(line[:-length])):
        try:
            assert isinstance(from_line(damaged), Event)
        except DataError as error:
            assert "\n" not in error.sentence


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def jobs_of(*seconds: float | None):
    return [
        msgspec.structs.replace(one, seconds=each)
        for one, each in zip(planned(len(seconds)), seconds, strict=True)
    ]


def test_before_the_first_job_what_was_expected_is_left() -> None:
    assert Clock(jobs_of(10, 20, 30), 1, Hands()).left() == 60
    assert Clock(jobs_of(10, 20, 30), 2, Hands()).left() == 30
    assert Clock(jobs_of(10, 10, 40), 3, Hands()).left() == 40
    assert Clock(jobs_of(10, None, 30), 1, Hands()).left() == 60
    assert Clock(jobs_of(None, None), 1, Hands()).left() is None
    assert Clock([], 1, Hands()).left() == 0


def test_what_took_twice_as_long_makes_the_rest_twice_as_long() -> None:
    hands = Hands()
    clock = Clock(jobs_of(10, 20, 30), 1, hands)
    clock.started("k0")
    hands.time = 20.0
    clock.ended("k0")
    assert clock.left() == pytest.approx(100)
    clock.started("k1")
    clock.progress("k1", 0, 100)
    hands.time = 40.0
    clock.progress("k1", 50, 100)
    share = 0.5 * MOST
    pace = (20 + 20) / (10 + 20 * share)
    assert clock.left() == pytest.approx(pace * (20 * (1 - share) + 30))


def test_what_a_worker_loads_before_its_first_pictures_slows_nothing_down() -> None:
    hands = Hands()
    clock = Clock(jobs_of(100, 100), 1, hands)
    clock.started("k0")
    hands.time = 60.0
    clock.progress("k0", 0, 100)
    hands.time = 100.0
    clock.progress("k0", 40, 100)
    share = 0.4 * MOST
    assert clock.left() == pytest.approx(40 / (100 * share) * (100 * (1 - share) + 100))


def test_pictures_that_an_earlier_run_has_made_make_no_job_fast() -> None:
    hands = Hands()
    clock = Clock(jobs_of(100), 1, hands)
    clock.started("k0")
    clock.progress("k0", 10, 100, kept=10)
    hands.time = 0.5
    clock.progress("k0", 80, 100, kept=80)
    assert clock.left() == pytest.approx(100 * (1 - 0.8 * MOST))
    hands.time = 12.5
    clock.progress("k0", 85, 100, kept=80)
    pace = 12.5 / (100 * 0.05 * MOST)
    assert clock.left() == pytest.approx(pace * 100 * (1 - 0.85 * MOST))


def test_a_job_that_was_begun_earlier_says_the_pace_of_the_rest_by_what_was_left_of_it() -> None:
    hands = Hands()
    clock = Clock(jobs_of(100, 50), 1, hands)
    clock.started("k0")
    clock.progress("k0", 50, 100, kept=50)
    hands.time = 30.0
    clock.ended("k0")
    assert clock.left() == pytest.approx(30 / (100 * (1 - 0.5 * MOST)) * 50)


def test_at_the_end_nothing_is_left() -> None:
    hands = Hands()
    clock = Clock(jobs_of(10, 20), 2, hands)
    for key in ("k0", "k1"):
        clock.started(key)
    hands.time = 5.0
    for key in ("k0", "k1"):
        clock.ended(key)
    assert clock.left() == 0


def test_jobs_that_have_a_result_take_no_time() -> None:
    jobs = [msgspec.structs.replace(one, kept=True) for one in jobs_of(10, 20)]
    assert Clock([*jobs, *jobs_of(0.0, 0.0, 30)[2:]], 1, Hands()).left() == 30


def test_measures_know_their_better_side() -> None:
    assert measure(1.0).low == 0.9
    assert kinds("f")["bits_per_dim"].better == "lower"
