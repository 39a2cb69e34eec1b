"""What is printed under a comparison's rows: real pictures in sets as large, or why there are none."""

from __future__ import annotations

import msgspec

from playground.commands.compare_lines import results
from playground.evaluate.sweep.jobs import Result
from tests.support.sweeps import make_result, measure


def beside(result: Result, distance: float, samples: int, *, by_class: bool = False) -> Result:
    """The result beside so many real pictures of that distance."""
    names = ("class_agreement",) if by_class else ()
    more = {name: measure(0.9, 0.01, samples) for name in names}
    real = {"frechet_distance": measure(distance, 0.01, samples), **more}
    measures = {**result.measures, **more}
    return msgspec.structs.replace(
        result, report=msgspec.structs.replace(result.report, real=real, measures=measures)
    )


def told(found: list[Result], others: list[Result] | None = None) -> list[str]:
    return [line for line in results(found, others or []) if "eal" in line and "pictures" in line]


def test_every_kind_of_set_has_its_own_level_of_real_pictures() -> None:
    labelled = beside(make_result("a"), 0.027, 2000, by_class=True)
    unlabelled = beside(make_result("b", "vae", "some-vae"), 0.045, 2000)
    assert told([unlabelled, labelled]) == [
        "Real, held-out pictures, 2,000 in a set, of any class: Fréchet distance 0.0450 (0.0350–0.0550).",
        "Real, held-out pictures, 2,000 in a set, equally many of every class: "
        "Fréchet distance 0.0270 (0.0170–0.0370).",
    ]


def test_fewer_real_pictures_stand_beside_no_larger_set() -> None:
    own = beside(make_result("a"), 0.102, 1000)
    (line,) = told([own])
    assert "0.102" not in line
    assert "No Fréchet distance of real pictures can stand beside sets of 2,000" in line
    assert "only 1,000 are held out here" in line and "--data" in line
    ship = beside(make_result("b"), 0.03, 2000)
    (line,) = told([own], [ship])
    assert "2,000 in a set" in line and "0.0300 (0.0200–0.0400)" in line


def test_sets_of_several_sizes_are_not_held_against_each_other() -> None:
    small, large = make_result("a", frechet=0.3, samples=500), make_result("b", frechet=0.5, evaluations=20)
    lines = list(results([small, large]))
    rows = [line for line in lines if "some-flow" in line]
    # The larger set is worse and dearer, but beaten only by a set that it cannot be compared with.
    assert all(row.startswith("*") for row in rows) and {"500", "2,000"} <= {row.split()[5] for row in rows}
    assert any("only rows of equally many pictures can be compared" in line for line in lines)
    assert not any("equally many" in line for line in results([large]))
    worse = make_result("c", frechet=0.6, evaluations=20)
    assert sum(line.startswith("*") and "some-flow" in line for line in results([large, worse])) == 1


def test_numbers_keep_their_zeros() -> None:
    (row,) = [line for line in results([make_result(frechet=0.1, milliseconds=0.27)]) if "some-flow" in line]
    assert "0.100 (0–0.200)" in row and "0.270" in row


def test_other_features_are_another_table_under_their_own_name() -> None:
    fashion = make_result("a")
    own = make_result("b", model="mine-flow", data="mine", frechet=0.3)
    measures = {name: each for name, each in own.measures.items() if name != "frechet_distance"}
    report = msgspec.structs.replace(
        own.report, features="mine-classifier", measures={**measures, "kernel_distance": measure(0.02)},
        notes=("There is no Fréchet distance.",), features_worth="a classifier (held-out accuracy 0.97)",
    )  # fmt: skip
    lines = list(results([fashion, msgspec.structs.replace(own, report=report)]))
    heads = [line for line in lines if "pictures" in line and "NFE" in line]
    assert ["Fréchet distance" in head for head in heads] == [True, False]
    assert "kernel distance" in heads[1]
    named = "in the features of mine-classifier, a classifier (held-out accuracy 0.97)"
    assert any(f"Kernel distances are {named}" in line for line in lines)
    assert "There is no Fréchet distance." in lines
    rows = [line for line in lines if "some-flow" in line or "mine-flow" in line]
    assert all(row.startswith("*") for row in rows) and len(rows) == 2
