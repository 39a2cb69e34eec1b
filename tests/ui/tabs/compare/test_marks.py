"""Results as points: which are shown, what joins them, and which of them none beats."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.recipe import change
from playground.evaluate.sweep import points as marks
from playground.evaluate.sweep.known import Known, identity, preferred, series
from playground.evaluate.sweep.points import COSTS, MEASURES
from playground.ui.tabs.compare.quality.state import QualityState
from tests.support.compare_results import REAL, measure, result, some

STATE = QualityState()


def own(*results):
    return [Known(each, False) for each in results]


def with_real(each, distance, samples=2000, *, by_class=True):
    """The result beside real pictures of that distance, in sets of that size."""
    names = [name for name in REAL if by_class or name != "class_agreement"]
    held = {name: measure(REAL[name], 0.01, samples) for name in names}
    held["frechet_distance"] = measure(distance, 0.01, samples)
    mine = {name: value for name, value in each.measures.items() if by_class or name != "class_agreement"}
    report = msgspec.structs.replace(each.report, real=held, measures=mine)
    return msgspec.structs.replace(each, report=report)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("cost", COSTS)
def test_a_point_stands_where_its_result_says(measure, cost):
    state = change(STATE, measure=measure, cost=cost)
    found = (*some(), result(words=True))
    shown = marks.marks(own(*found), state)
    assert {mark.key for mark in shown} == {each.key for each in found if MEASURES[measure] in each.measures}
    assert shown
    for mark in shown:
        measures = mark.known.result.measures
        assert mark.cost == measures[COSTS[cost]].value
        value = measures[MEASURES[measure]]
        assert (mark.value, mark.low, mark.high) == (value.value, value.low, value.high)


def test_other_data_and_other_tasks_are_not_shown():
    alien = result(features="digits-judge")
    report = alien.report.__class__(
        **{name: getattr(alien.report, name) for name in alien.report.__struct_fields__}
        | {"held_out": "1,000 held-out images of mnist"}
    )
    alien = type(alien)(
        **{name: getattr(alien, name) for name in alien.__struct_fields__} | {"report": report}
    )
    assert marks.wanted(own(alien), STATE, {}) == []
    assert marks.wanted(own(alien), change(STATE, data="mnist"), {}) == own(alien)


@given(
    st.lists(
        st.tuples(st.floats(1, 1000), st.floats(0.01, 10), st.sampled_from((2000, 500))),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_no_point_of_the_front_is_beaten_and_all_others_are(points):
    found = own(
        *(
            result(evaluations=cost, distance=value, samples=samples, index=index)
            for index, (cost, value, samples) in enumerate(points)
        )
    )
    shown = marks.marks(found, STATE)
    front = {mark.key for mark in marks.front(shown, STATE)}
    fair = [mark for mark in shown if not mark.fewer]

    def beaten(mark):
        return any(
            other.cost <= mark.cost
            and other.value <= mark.value
            and (other.cost < mark.cost or other.value < mark.value)
            for other in fair
        )

    assert front == {mark.key for mark in fair if not beaten(mark)}


def test_the_front_of_what_should_be_high_is_high():
    state = change(STATE, measure="coverage")
    shown = marks.marks(own(*some()), state)
    front = marks.front(shown, state)
    assert [mark.cost for mark in front] == sorted(mark.cost for mark in front)
    assert [mark.value for mark in front] == sorted(mark.value for mark in front)
    assert max(mark.value for mark in shown) == front[-1].value


def test_points_of_fewer_pictures_are_not_held_against_the_others():
    found = own(*some(), result("fashion-nflow", "nflow", distance=0.001, samples=200))
    few = [mark for mark in marks.marks(found, STATE) if mark.fewer]
    assert [mark.family for mark in few] == ["nflow"]
    assert not {few[0].key} & {mark.key for mark in marks.front(marks.marks(found, STATE), STATE)}
    fair = change(STATE, measure="class agreement")
    assert not any(mark.fewer for mark in marks.marks(found, fair))


def test_lines_join_the_steps_of_one_model_and_sampler():
    shown = marks.marks(own(*some()), STATE)
    (line,) = marks.lines(shown)
    assert [mark.known.result.steps for mark in line] == [1, 5, 10, 50]
    guided = result(evaluations=10, sampler="ab2", steps=8, guidance=2.3)
    assert len(marks.lines(marks.marks(own(*some(), guided), STATE))) == 1


def test_own_and_shipped_points_have_lines_of_their_own():
    found = some()
    known = [*own(*found), *(Known(each, True) for each in found)]
    lines = marks.lines(marks.marks(known, change(STATE, origin="both")))
    assert sorted(line[0].known.shipped for line in lines) == [False, True]


def test_no_line_joins_what_different_runtimes_or_devices_gave():
    there = [
        result(evaluations=steps, sampler="ab2", steps=steps, runtime=runtime, device=device)
        for runtime, device in (("torch", "cpu"), ("torch", "cuda"))
        for steps in (1, 5, 10)
    ]
    lines = marks.lines(marks.marks(own(*some(), *there), change(STATE, cost="milliseconds")))
    places = [{mark.known.result.placement for mark in line} for line in lines]
    assert [len(found) for found in places] == [1, 1, 1]
    assert len(set.union(*places)) == 3


def test_hidden_families_are_not_among_the_marks():
    shown = marks.marks(own(*some()), change(STATE, hidden=("flow", "gan")))
    assert {mark.family for mark in shown} == {"ddpm", "ddim", "consistency"}


def level(known, state=STATE):
    return marks.real(marks.marks(known, state), known, state)


def test_real_pictures_have_the_level_that_the_reports_say():
    found = level(own(*some()))
    assert found.measure is not None
    assert (found.measure.value, found.title, found.why) == (REAL["frechet_distance"], "real, held-out", "")
    assert level([]) == marks.Level()


def test_the_level_is_that_of_sets_like_those_that_most_points_are_of():
    unlabelled = with_real(result("fashion-vae-16", "vae", evaluations=0.5), 0.045, by_class=False)
    known = own(unlabelled, *some())
    assert marks.marks(known, STATE)[0].family == "vae"
    found = level(known)
    assert (found.measure.value, found.title) == (REAL["frechet_distance"], "real, held-out, by class")
    alone = level(own(unlabelled))
    assert (alone.measure.value, alone.title) == (0.045, "real, held-out")


def test_an_own_measurement_beside_fewer_real_pictures_moves_no_level():
    mine = with_real(result(distance=0.1, sampler="ab2", steps=10, date="2026-12-01T00:00:00Z"), 0.102, 1000)
    known = [*(Known(each, True) for each in some()), Known(mine, False)]
    shown = marks.marks(preferred(known, "own, else shipped"), STATE)
    assert mine.key in {mark.key for mark in shown}
    assert marks.real(shown, known, STATE).measure.value == REAL["frechet_distance"]
    only = marks.marks(preferred(known, "own"), STATE)
    assert marks.real(only, known, STATE).measure.value == REAL["frechet_distance"]


def test_there_is_no_level_beside_sets_of_another_size_and_a_sentence_says_so():
    known = own(*(with_real(each, 0.102, 1000) for each in some()))
    found = level(known)
    assert found.measure is None
    assert "beside sets of 2,000: only 1,000 are held out here" in found.why
    fair = level(known, change(STATE, measure="class agreement"))
    assert fair.measure is not None and fair.why == ""


def test_a_level_is_of_the_same_judge_only():
    fitting = result()
    other = msgspec.structs.replace(fitting.report, features_sha256="2" * 64)
    alien = msgspec.structs.replace(fitting, report=other, key="alien")
    blank = own(*(with_real(each, 0.102, 1000) for each in some()))
    shown = marks.marks(blank, STATE)
    assert marks.real(shown, [*blank, Known(alien, True)], STATE).measure is None
    assert marks.real(shown, [*blank, Known(fitting, True)], STATE).measure is not None


def test_own_results_take_the_place_of_shipped_ones_of_the_same_setting():
    mine = result(distance=0.5, sampler="ab2", steps=10, date="2026-12-01T00:00:00Z")
    shipped = some()
    known = (*(Known(each, True) for each in shipped), Known(mine, False))
    same = next(each for each in shipped if each.steps == 10)
    assert {one.result.key for one in preferred(known, "both")} == {mine.key, *(s.key for s in shipped)}
    instead = {one.result.key for one in preferred(known, "own, else shipped")}
    assert instead == {mine.key, *(each.key for each in shipped)} - {same.key}
    assert [one.result.key for one in preferred(known, "own")] == [mine.key]
    assert {one.result.key for one in preferred(known, "shipped")} == {each.key for each in shipped}


def test_an_own_result_of_fewer_pictures_hides_no_shipped_one_and_stands_beside_it_small():
    (shipped, *others), mine = some(), result(distance=9.0, samples=200, sampler="ab2", steps=1)
    known = [Known(each, True) for each in (shipped, *others)] + own(mine)
    shown = marks.marks(preferred(known, "own, else shipped"), STATE)
    assert {mark.key: mark.fewer for mark in shown} == {
        mine.key: True, **{each.key: False for each in (shipped, *others)}
    }  # fmt: skip


def test_what_tells_settings_apart():
    one = {"kind": "flow-sample", "model": "m", "sampler": "ab2", "steps": 10, "count": 80, "seed": 0}
    assert identity(one) == identity({**one, "seed": 7, "count": 3})
    changed = [{**one, name: value} for name, value in (("model", "n"), ("sampler", "euler"), ("steps", 5))]
    assert len({identity(each) for each in (one, *changed)}) == 4
    assert series(one) == series({**one, "steps": 5})
    assert len({series(each) for each in itertools.chain((one,), changed[:2])}) == 3


def test_where_no_result_has_a_frechet_distance_the_kernel_distance_is_shown():
    whole = result()
    few = msgspec.structs.replace(
        whole.report,
        measures={name: each for name, each in whole.measures.items() if name != "frechet_distance"},
    )
    without = own(msgspec.structs.replace(whole, report=few))
    assert marks.measured_by(without, "Fréchet distance") == "kernel distance"
    assert marks.measured_by([*without, *own(whole)], "Fréchet distance") == "Fréchet distance"
    assert marks.measured_by(without, "recall") == "recall"
    assert marks.measured_by([], "Fréchet distance") == "Fréchet distance"


def test_agreement_stands_beside_real_pictures_of_another_style():
    state = change(STATE, measure="agreement with words")
    each = result(distance=1.0, words=True)
    real = {**each.report.real, "agreement": measure(0.83, 0.05, 478)}
    found = own(msgspec.structs.replace(each, report=msgspec.structs.replace(each.report, real=real)))
    level = marks.real(marks.marks(found, state), found, state)
    assert level.measure is not None and level.measure.value == 0.83
    assert level.title == "real, of another style"
    assert marks.kind_of(state, "emoji-pair").better == "higher"
    assert "emoji-pair" in marks.kind_of(state, "emoji-pair").title


def test_what_no_result_has_is_said_in_a_sentence():
    each = result(words=True)
    without = {
        name: value for name, value in each.measures.items() if "agreement" not in name and name != "recall"
    }
    plain = own(msgspec.structs.replace(each, report=msgspec.structs.replace(each.report, measures=without)))
    for measure_name in ("agreement with words", "class agreement", "recall"):
        assert marks.unmeasured(own(each), measure_name) == ""
        why = marks.unmeasured(plain, measure_name)
        assert why.endswith(".") and why.count(".") == 1
        assert marks.unmeasured([], measure_name) == ""
    assert "told words" in marks.unmeasured(plain, "agreement with words")


def test_a_result_says_beside_its_numbers_what_noise_comes_to():
    each = result(distance=1.0, words=True)
    noise = {"agreement": measure(0.0084, 0.005, 239)}
    known = Known(
        msgspec.structs.replace(each, report=msgspec.structs.replace(each.report, noise=noise)), False
    )
    texts = dict(known.numbers())
    assert texts["agreement"] == "agreement with words 0.500 (0.480–0.520), of noise 0.00840"
    assert "noise" not in texts["recall"]
