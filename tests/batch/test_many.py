"""Many recipes at once give what each gives alone, whoever draws them and however often they are stopped."""

from __future__ import annotations

import errno
import hashlib
import json
from collections import Counter
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from playground import cli, paradigms
from playground.api.models import world
from playground.batch import drawing
from playground.batch.work import Answer
from playground.commands import many
from playground.core.frames import Frame
from playground.core.recipe import from_json, to_json, written
from playground.evaluate.reference import reference_file
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.export.reading import read_arrays
from playground.paradigms import recipe_types
from playground.paradigms.flow import Sample as Flow
from playground.paradigms.gan_images.recipes import Sample as Game
from playground.paradigms.grid.measuring import Measuring, names
from playground.paradigms.grid.plot import plot, readable, ticks
from playground.paradigms.grid.recipes import grid_of, headings_of, labels_of
from playground.paradigms.grid.runs import canvas_of
from playground.paradigms.grid.sheet import sheet as grid_sheet
from playground.paradigms.vae_images.recipes import Sample

GRID = ["temperature=0.5,1,1.5", "seed=1,2,3,4", "count=1,4"]


def generate(*words: object) -> int:
    return cli.main(["generate", *map(str, words)])


def drawn(tmp_path: Path, name: str, *words: object) -> Path:
    out = tmp_path / name
    assert generate("--model", "fashion-vae-2d", "--grid", *GRID, "--out", out, *words) == 0
    return out


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.png"))}


@pytest.fixture(scope="module")
def sheet(tmp_path_factory) -> Path:
    """A grid of 3 × 4 × 2, drawn by two processes."""
    return drawn(tmp_path_factory.mktemp("grid"), "sheet.png", "--workers", 2)


def test_cells_of_two_processes_are_what_each_recipe_gives_alone(sheet, tmp_path, capsys) -> None:
    cells = content(sheet.with_suffix(""))
    assert len(cells) == 24
    for name, data in cells.items():
        values = dict(part.split("=") for part in name.removesuffix(".png").split(", "))
        recipe = Sample(
            model="fashion-vae-2d", temperature=float(values["temperature"]), seed=int(values["seed"]),
            count=int(values["count"]),
        )  # fmt: skip
        (tmp_path / "one.json").write_text(to_json(recipe))
        assert generate("--recipe", tmp_path / "one.json", "--out", tmp_path / "one.png", "--overwrite") == 0
        assert (tmp_path / "one.png").read_bytes() == data, name
    files = sorted(sheet.with_suffix("").glob("*.png"))
    capsys.readouterr()
    assert generate("--recipes", *files, "--workers", 1, "--json", "--out", tmp_path / "all") == 0
    assert json.loads(capsys.readouterr().out)["drawn"] == 24
    assert content(tmp_path / "all") == cells


def test_a_sheet_verifies_until_a_pixel_is_changed(sheet, tmp_path, capsys) -> None:
    assert cli.main(["verify", str(sheet)]) == 0
    image = Image.open(sheet)
    image.load()
    pixels = np.array(image)
    pixels[-40, -40] ^= 255
    changed = png(pixels.transpose(2, 0, 1), image.info["playground"])
    (tmp_path / "changed.png").write_bytes(changed)
    assert cli.main(["verify", str(tmp_path / "changed.png")]) == 1
    assert generate("--recipe", sheet, "--out", tmp_path / "again.png", "--layout", "single") == 0
    assert (tmp_path / "again.png").read_bytes() == sheet.read_bytes()


def test_a_grid_that_was_killed_goes_on_where_it_was(sheet, tmp_path, monkeypatch, capsys) -> None:
    draw, most = drawing.draw, 5

    def killed(recipes, executor):
        for number, answer in enumerate(draw(recipes, executor)):
            if number == most:
                raise KeyboardInterrupt
            yield answer

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "draw", killed)
        assert generate("--model", "fashion-vae-2d", "--grid", *GRID, "--out", tmp_path / "s.png") == 130
    assert not (tmp_path / "s.png").exists()
    there = sorted((tmp_path / "s").glob("*.png"))
    assert len(there) == most
    there[0].write_bytes(there[0].read_bytes()[:-30])
    capsys.readouterr()
    again = drawn(tmp_path, "s.png", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["kept"], said["drawn"]) == (most - 1, 24 - (most - 1))
    assert again.read_bytes() == sheet.read_bytes()
    assert content(tmp_path / "s") == content(sheet.with_suffix(""))


def test_the_numbers_of_a_grid_are_a_table(tmp_path) -> None:
    out = drawn(tmp_path, "table.csv")
    first, *rows = [line.split(",") for line in out.read_text().splitlines()]
    assert first[:3] == ["temperature", "seed", "count"]
    assert len(rows) == 24
    assert [row[:3] for row in rows[:4]] == [
        ["0.5", "1.0", "1.0"], ["1.0", "1.0", "1.0"], ["1.5", "1.0", "1.0"], ["0.5", "2.0", "1.0"]
    ]  # fmt: skip


MEASURED = ["seed=1,2,3,4", "temperature=0.3", "--count", 40, "--measure", "kernel_distance"]


def test_a_measure_is_drawn_as_curves_and_goes_on_and_verifies(tmp_path, monkeypatch, capsys) -> None:
    asked = ["--model", "fashion-vae-2d", "--grid", *MEASURED, "--json"]
    assert generate(*asked, "--out", tmp_path / "plot.npz") == 0
    arrays = read_arrays(tmp_path / "plot.npz")
    value, low, high = (arrays[name] for name in names("kernel_distance"))
    assert (low < value).all() and (value < high).all()
    # Seeds differ as their intervals let expect: χ² of 3 degrees of freedom, its 5th to 95th centile.
    assert 0.35 < np.square((value - value.mean()) / ((high - low) / 2 / 1.96)).sum() < 7.81
    middles = arrays["places"][:, 1] + arrays["places"][:, 3] / 2
    slope, start = np.polyfit(value, middles, 1)
    assert slope < 0 and np.abs(slope * value + start - middles).max() <= 1
    capsys.readouterr()
    assert generate(*asked, "--out", tmp_path / "plot.png") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["drawn"], said["kept"]) == (0, 4)
    assert np.array_equal(np.array(Image.open(tmp_path / "plot.png")), arrays["images"][0].transpose(1, 2, 0))
    assert cli.main(["verify", str(tmp_path / "plot.png")]) == 0
    facts = read_recipe(tmp_path / "plot.png")[1]
    assert (
        facts["reference_sha256"] == hashlib.sha256(reference_file("fashion-mnist").read_bytes()).hexdigest()
    )
    # Numbers against other pictures, or by another classifier, are not taken for these.
    with monkeypatch.context() as patch:
        patch.setattr(Measuring, "against", lambda *_: "other")
        capsys.readouterr()
        assert generate(*asked, "--overwrite", "--out", tmp_path / "plot.npz") == 0
        assert json.loads(capsys.readouterr().out)["drawn"] == 4
    # A plot needs no pictures of cells that were drawn before.
    with monkeypatch.context() as patch:
        patch.setattr(many, "read_canvases", None)
        assert generate(*asked, "--out", tmp_path / "plot.csv") == 0
    # Pictures of the same cells are a result without a measure, and measures are kept beside each other.
    asked, measure = [*asked, "--overwrite"], ["--measure", "recall"]
    plain = [word for word in asked if word not in MEASURED[-2:]]
    for words, drawn in ((plain, 0), ([*plain, *measure], 4), (asked, 0), ([*plain, *measure], 0)):
        capsys.readouterr()
        assert generate(*words, "--out", tmp_path / "plot.npz") == 0
        assert json.loads(capsys.readouterr().out)["drawn"] == drawn, words
        found = {name for name in read_arrays(tmp_path / "plot.npz") if name.endswith("_low")}
        assert len(found) == ("--measure" in words)
        assert found or cli.main(["verify", str(tmp_path / "plot.npz")]) == 0


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (-0.004, 0.17),
        (3, 3),
        (0, 0),
        (1e-9, 2e-9),
        (-5e6, 7),
        (1, 1 + 1e-14),
        (5e-324, 1e-323),
        (-1e300, 1e300),
    ],
)
def test_ticks_are_few_and_round_and_reach_from_end_to_end(low, high) -> None:
    found = ticks(low, high)
    assert found[0] <= low and high <= found[-1] and 2 <= len(found) <= 7
    assert np.diff(found) == pytest.approx(found[1] - found[0], rel=1e-5)
    assert len({f"{tick:g}" for tick in found}) == len(found)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--grid", "tempratur=1,2"], "did you mean “temperature”"),
        (["--grid", "temperature"], "steps=2,5,10"),
        (["--grid", "temperature=warm"], "temperature"),
        (["--grid", "temperature=1,1e9"], "temperature"),
        (["--grid", "seed=1", "seed=2"], "given twice"),
        (["--grid", "seed=1,2", "count=1,2", "temperature=1", "model=x"], "1 to 3 axes"),
        (["--grid", f"seed={','.join(map(str, range(40)))}", f"count={','.join(map(str, range(1, 40)))}"],
         "1,560 cells"),
        (["--grid", "model=fashion-vae-2d,nothing"], "There is no model “nothing”"),
        (["--grid", "seed=1,2", "--workers", "0"], "1 to 64 workers"),
        (["--grid", "seed=1,2", "--count", "8", "--measure", "recall"], "At least 40 pictures"),
        (["--model", "digits-vae-2d", "--grid", "seed=1", "--count", "40", "--measure", "recall"],
         "or else measure it without a grid, by playground evaluate"),
        (["--measure", "recall"], "--measure goes with --grid"),
        (["--recipes", "nothing.json"], "there is no such file"),
        (["--recipes", "a.json", "--grid", "seed=1"], "goes with no other"),
        (["--train-steps", "3"], "unrecognized"),
    ],
)  # fmt: skip
def test_what_cannot_be_costs_one_sentence(words, told, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert generate("--model", "fashion-vae-2d", "--out", "x.png", *words) in (1, 2)
    said = capsys.readouterr().err
    assert told in said
    assert "unexpected" not in said
    assert not Path("x.png").exists()


def test_nothing_is_drawn_that_could_not_be_measured(tmp_path) -> None:
    words = ["--model", "fashion-vae-2d", "--grid", "seed=1,2", "--count", "8", "--measure", "recall"]
    assert generate(*words, "--out", tmp_path / "x.png") == 1
    assert not list(tmp_path.rglob("*.png"))


def test_grey_is_what_as_many_real_pictures_come_to() -> None:
    resources = world()
    measuring, real = Measuring("frechet_distance", resources), resources.held_out("fashion-mnist").images
    recipe = Sample(model="fashion-vae-2d", count=60)
    found = measuring.numbers(recipe, Frame(arrays={"images": real[:60]}, final=True))
    assert found["frechet_distance_real"] == found["frechet_distance"] > 0
    grid = grid_of(recipe, {"seed": (1, 2)}, "frechet_distance")

    def greys(numbers: dict[str, float]) -> int:
        return np.count_nonzero((plot(grid, [numbers] * 2).picture == 150).all(axis=0))

    without = {name: value for name, value in found.items() if not name.endswith("_real")}
    assert greys(found) > greys(without) + 200


def test_plots_of_too_many_pixels_are_refused_before_a_cell_is_drawn(tmp_path, capsys) -> None:
    words = ["--grid", "temperature=1", "count=1", f"seed={','.join(map(str, range(1000)))}"]
    words = ["--model", "fashion-vae-2d", *words, "--measure", "nfe", "--out", tmp_path / "x.png"]
    assert generate(*words) == 1
    assert "million pixels, but at most 80 million" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_cells_that_no_plot_could_show_are_not_read(tmp_path) -> None:
    for number, read in (("1e300", True), ("-1e308", False)):
        (tmp_path / "cells.json").write_text(f'{{"a": {{"nfe": {number}}}}}')
        assert bool(many.numbers_in(tmp_path)) == read


def test_classes_stand_on_a_sheet_by_their_names() -> None:
    resources, cell = world(), Flow(model="fashion-flow", sampler="euler", steps=1, count=1)
    grid = grid_of(cell, {"label": (0, 9, 10), "seed": (1, 2)})
    labels = resources.card("fashion-flow").labels
    assert labels_of(grid, grid.axes[0], labels) == ["T-shirt", "Ankle boot", "no label"]
    assert headings_of(grid, grid.axes[0], labels) == ["Label T-shirt", "Label Ankle boot", "No label"]
    assert labels_of(grid, grid.axes[1], labels) == ["1", "2"]
    in_turn = grid_of(Game(model="fashion-gan"), {"label": (-1, 0)})
    assert labels_of(in_turn, in_turn.axes[0], labels) == ["each in turn", "T-shirt"]
    (drawn,) = (frame for frame in paradigms.run(grid, resources) if frame.final)
    cells = [next(f for f in paradigms.run(grid.at(at), resources) if f.final) for at in grid.cells()]
    canvases = [canvas_of(frame) for frame in cells]
    assert np.array_equal(drawn.arrays["images"][0], grid_sheet(grid, canvases, labels).picture)
    assert not np.array_equal(drawn.arrays["images"][0], grid_sheet(grid, canvases).picture)


def test_classes_that_models_call_otherwise_keep_their_numbers() -> None:
    cell = Flow(model="fashion-flow", sampler="euler", steps=1, count=1)
    grid = grid_of(cell, {"model": ("fashion-flow", "digits-flow"), "label": (0,)})
    resources = world()
    (drawn,) = (frame for frame in paradigms.run(grid, resources) if frame.final)
    cells = [next(f for f in paradigms.run(grid.at(at), resources) if f.final) for at in grid.cells()]
    plain = grid_sheet(grid, [canvas_of(frame) for frame in cells])
    assert np.array_equal(drawn.arrays["images"][0], plain.picture)


def test_a_plot_names_all_its_curves_and_writes_no_labels_over_each_other() -> None:
    heights = {}
    for curves in (2, 24):
        grid = grid_of(Sample(model="m"), {"temperature": (0.5, 1.0), "seed": tuple(range(curves))}, "nfe")
        picture = plot(grid, [dict.fromkeys(names("nfe"), 1.0)] * 2 * curves).picture
        heights[curves] = picture.shape[1]
        named = (picture[:, :, -60:] < 128).any(axis=(0, 2))
        assert np.count_nonzero(np.diff(np.concatenate([[False], named])) & named) >= curves
    assert heights[24] > heights[2]
    labels = [str(number) for number in range(1000, 1100)]
    written = readable([5.0 * number for number in range(100)], labels)
    assert written[0] == (0.0, "1000") and 5 <= len(written) < 20
    assert readable([0.0, 400.0], ["1", "2"]) == [(0.0, "1"), (400.0, "2")]


def test_a_full_disk_is_told_and_leaves_no_sheet(tmp_path, monkeypatch, capsys) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    words = ["--model", "fashion-vae-2d", "--grid", "seed=1,2", "--out", tmp_path / "x.png"]
    assert generate(*words) == 1
    assert "the disk is full" in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_grid_is_the_same_after_it_was_written_down() -> None:
    grid = grid_of(Sample(model="m"), {"seed": (1, 2), "temperature": (0.5,)})
    assert from_json(to_json(grid), recipe_types())[0] == grid
    assert [grid.at(place).seed for place in grid.cells()] == [1, 2]


def test_a_bare_recipe_is_read_and_other_json_is_not() -> None:
    recipe = Sample(model="m", seed=4)
    assert from_json(json.dumps(written(recipe)), recipe_types()) == (recipe, {})
    for text in ('{"kind": "vae-simple"}', '{"kind": 3}', '{"a": 1}', "[]", "{"):
        with pytest.raises(Exception, match="recipe"):
            from_json(text, recipe_types())


def test_a_lab_ends_after_its_steps_and_verifies(tmp_path, capsys) -> None:
    words = ["--kind", "gan-lab", "--out", tmp_path / "lab.npz"]
    assert generate(*words) == 2
    assert "--train-steps" in capsys.readouterr().err
    assert generate(*words, "--train-steps", 7, "--json") == 0
    assert json.loads(capsys.readouterr().out)["facts"]["train_steps"] == 7
    assert cli.main(["verify", str(tmp_path / "lab.npz")]) == 0


@pytest.mark.parametrize("model", ["fashion-vae-2d", "fashion-gan"])
def test_a_thousand_and_more_begin_as_a_few_do(model, tmp_path, capsys) -> None:
    few, many = tmp_path / "few.npz", tmp_path / "many.npz"
    for path, count in ((few, 20), (many, 1030)):
        assert generate("--model", model, "--count", count, "--seed", 3, "--out", path) == 0
    one, other = read_arrays(few), read_arrays(many)
    assert len(other["images"]) == 1030
    assert np.array_equal(one["images"], other["images"][:20])
    assert generate("--model", model, "--count", 10**6, "--out", many) == 2
    assert "between 1 and 100,000" in capsys.readouterr().err


def test_a_grid_takes_no_file_for_its_own_that_is_not(tmp_path, capsys) -> None:
    words = ["--model", "fashion-vae-2d", "--grid", "seed=0,1", "--out", tmp_path / "holiday.png"]
    mine = tmp_path / "holiday"
    mine.mkdir()
    for name in ("cells.json", "seed=0.png"):
        (mine / name).write_text("mine")
        assert generate(*words) == 1
        assert f"{name} is no cell of this grid" in capsys.readouterr().err
        assert (mine / name).read_text() == "mine"
        (mine / name).unlink()
    assert generate(*words) == 0
    assert generate(*words[:-1], tmp_path / "sheets") == 2
    assert "sheets.png" in capsys.readouterr().err
    assert not (tmp_path / "sheets").exists()


def test_numbers_of_another_recipe_are_not_taken_for_those_of_a_cell(tmp_path, monkeypatch) -> None:
    words = ["--model", "fashion-flow", "--count", 1, "--grid", "seed=0,1", "--out", tmp_path / "s.csv"]
    assert generate(*words, "--steps", 2) == 0
    (tmp_path / "s.csv").unlink()
    assert generate(*words, "--steps", 3) == 1, "its cells are there"
    write = many._write

    def stopped(*args: object, **options: object) -> object:
        write(*args, **options)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(many, "_write", stopped)
        assert generate(*words, "--steps", 3, "--overwrite") == 130
    assert generate(*words, "--steps", 3, "--overwrite") == 0
    head, *rows = [line.split(",") for line in (tmp_path / "s.csv").read_text().splitlines()]
    assert {row[head.index("nfe")] for row in rows} == {"3.0"}


def test_a_file_in_the_way_costs_its_recipe_alone(tmp_path, capsys) -> None:
    for name, seed in (("a", 1), ("b", 2)):
        (tmp_path / f"{name}.json").write_text(to_json(Sample(model="fashion-vae-2d", seed=seed, count=1)))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").write_text("mine")
    words = ["--recipes", tmp_path / "a.json", tmp_path / "b.json", "--workers", 1, "--out", tmp_path / "out"]
    assert generate(*words) == 1
    assert "a: a file of another recipe is there" in capsys.readouterr().err
    assert (tmp_path / "out" / "a.png").read_text() == "mine" and (tmp_path / "out" / "b.png").exists()


class Dying:
    """Workers of whom one dies of each of some recipes, and all that are busy with it."""

    def __init__(self, width: int, deadly: set[str]) -> None:
        self.width, self._deadly = width, deadly
        self._given: list[tuple[str, Future[bytes]]] = []
        self._broken = False
        self.tries: Counter[str] = Counter()

    def submit(self, job: bytes, key: str) -> Future[bytes]:
        if self._broken:
            raise BrokenExecutor
        self.tries[key] += 1
        self._given.append((key, Future()))
        return self._given[-1][1]

    def tend(self) -> None:
        self._broken = self._broken or any(key in self._deadly for key, _ in self._given)
        for _, future in self._given:
            if self._broken:
                future.set_exception(BrokenExecutor())
            else:
                future.set_result(msgspec.msgpack.encode(Answer(sentence="done")))
        self._given.clear()

    def idle(self) -> str:
        return ""

    def renew(self) -> None:
        self._broken = False


@pytest.mark.parametrize("deadly", [{"a"}, {"c"}, {"e"}, {"a", "b"}, {"b", "d", "e"}, set("abcde"), set()])
def test_a_recipe_that_kills_its_worker_costs_no_other_one(deadly: set[str]) -> None:
    recipes = {name: Sample(model="m", seed=number) for number, name in enumerate("abcde")}
    workers = Dying(2, deadly)
    said = {name: answer.sentence for name, answer in drawing.draw(recipes, workers)}
    assert said.keys() == recipes.keys()
    assert {name for name, sentence in said.items() if sentence != "done"} == deadly
    assert max(workers.tries.values()) <= 3
