"""Words on the command line, in Python, in grids, and in the files that are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import playground as pg
from playground import cli
from playground.core.recipe import change, written
from playground.core.resources import Resources
from playground.evaluate.sweep.choices import why_not
from playground.export.metadata import read_recipe
from playground.export.reading import read_arrays, read_canvases
from playground.paradigms.grid.recipes import Axis, Grid, labels_of
from playground.paradigms.words.recipes import Sample
from tests.support.trusted import allow_all

pytestmark = pytest.mark.torch

Command = Callable[..., tuple[int, str]]
ONE = Sample(model="tiny-words", prompt="red (heart:2)", steps=2, count=2, seed=5, style="noto")


@pytest.fixture
def command(
    models: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Command:
    """Run a command in this process, by somebody who trusts its models: status and stderr."""
    allow_all(models, tmp_path_factory.mktemp("settings"), monkeypatch)

    def run(*words: object) -> tuple[int, str]:
        status = cli.main([*map(str, words), "--models", str(models)])
        return status, capsys.readouterr().err

    return run


def drawn(out: Path, *words: object) -> tuple[object, ...]:
    return (
        "generate",
        "--model",
        "tiny-words",
        "--steps",
        2,
        "--count",
        2,
        "--seed",
        5,
        "--out",
        out,
        *words,
    )


def test_what_is_drawn_carries_its_prompt_and_verifies(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "heart.png"
    status, said = command(*drawn(out, "--prompt", "red (heart:2) zebra", "--style", "noto"))
    assert (status, said) == (0, "playground: The model does not know “zebra”.\n")
    recipe, facts = read_recipe(out)
    assert recipe == change(ONE, prompt="red (heart:2) zebra")
    assert facts["note"] == "The model does not know “zebra”."
    assert command("verify", out)[0] == 0
    again = tmp_path / "again.png"
    assert command("generate", "--recipe", out, "--prompt", "red (heart:2)", "--out", again) == (0, "")
    assert np.array_equal(read_canvases(out), read_canvases(again))


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        ("words-sample", ("--count", 2)),
        ("words-look", ()),
        ("words-edit", ("--edited", "blue heart", "--count", 1)),
        ("words-way", ("--other", "blue circle", "--frames", 3)),
        ("words-plane", ("--scales", "1,3", "--counts", "1,2")),
    ],
)
def test_every_kind_is_written_as_arrays_and_verifies(
    command: Command, tmp_path: Path, kind: str, flags: tuple[object, ...]
) -> None:
    out = tmp_path / "arrays.npz"
    told = ("--model", "tiny-words", "--prompt", "red heart zebra", "--steps", 2, "--out", out)
    status, said = command("generate", "--kind", kind, *told, *flags)
    assert (status, said) == (0, "playground: The model does not know “zebra”.\n")
    assert read_arrays(out)["words"][0, :3].tolist() == ["[nothing]", "red", "heart"]
    assert command("verify", out)[0] == 0


def test_words_that_were_changed_in_a_file_are_found(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "heart.npz"
    assert command(*drawn(out, "--prompt", "red heart"))[0] == 0
    with np.load(out) as found:
        arrays = dict(found)
    arrays["words"] = np.where(arrays["words"] == "red", "bad", arrays["words"])
    np.savez_compressed(out, **arrays)
    assert command("verify", out)[0] == 1


def test_rows_of_a_prompt_are_rows_of_the_sheet(command: Command, tmp_path: Path) -> None:
    out = tmp_path / "rows.png"
    assert command(*drawn(out, "--prompt", "red heart\nblue circle\ngreen"))[0] == 0
    assert read_canvases(out).shape[2:] == (3 * 8, 2 * 8)


@pytest.mark.parametrize(
    ("flags", "status", "sentence"),
    [
        (("--prompt", "(red"), 1, "A bracket opens before “red” that is never closed"),
        (("--prompt", "(a:1e9)"), 1, "The weight of “a” must lie between 0 and 10"),
        (("--style", "oil"), 1, "it knows twemoji, noto, fluent."),
        (("--prompt", "a" * 20_001), 2, "“Prompt” may have at most 20,000 characters"),
        (("--prompt", "a\udcff"), 2, "“Prompt” holds half of a letter"),
        (("--guidance", "11"), 2, "“Guidance” must lie between 0 and 10"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence_and_no_file(
    command: Command, tmp_path: Path, flags: tuple[str, str], status: int, sentence: str
) -> None:
    out = tmp_path / "none.png"
    found, said = command(*drawn(out, *flags))
    assert found == status
    assert sentence in said and said.count("\n") == 1
    assert not out.exists()


def test_python_draws_the_same(models: Path, recwarn: pytest.WarningsRecorder) -> None:
    model = pg.load(models / "tiny-words")
    result = pg.sample(model, prompt="red (heart:2)\nblue", steps=2, count=2, seed=5, style="noto")
    assert result.images.shape == (4, 3, 8, 8)
    assert result.arrays["words"].tolist()[1][:2] == ["[noto]", "blue"]
    assert result.trajectory.shape == (3, 4, 3, 8, 8)
    last = np.clip(np.round((result.trajectory[-1] + 1) * 127.5), 0, 255)
    assert np.abs(last - result.images).max() <= 1
    with pytest.raises(pg.PlaygroundError, match="cannot be written"):
        pg.sample(model, prompt="a\ud83d")


def test_a_prompt_is_an_axis_of_a_grid(models: Path, recwarn: pytest.WarningsRecorder) -> None:
    model = pg.load(models / "tiny-words")
    grid = pg.grid(model, prompt=["red heart", "(blue:2) circle"], guidance=[1, 4], steps=2, count=1)
    assert list(grid.recipes)[:2] == ["prompt=red heart guidance=1", "prompt=(blue:2) circle guidance=1"]
    assert grid.arrays["guidance"].tolist() == [1, 1, 4, 4]
    assert len({bytes(pg.run(one, model).images) for one in grid.recipes.values()}) == 4


def test_what_is_measured_is_refused_by_the_family_alone(world: Resources) -> None:
    card = world.card("tiny-words")
    assert why_not(ONE, card) is None
    assert why_not(change(ONE, style="oil"), card) is not None


def test_prompts_are_an_axis_on_the_command_line_and_sheet_and_cells_verify(
    command: Command, tmp_path: Path
) -> None:
    out, long = tmp_path / "grid.png", "red " * 90 + "heart"
    asked = f"prompt=red heart,blue\\, or green circle,a/b,a_b,{long}"
    grid = ("generate", "--model", "tiny-words", "--seed", 5, "--steps", 1, "--count", 1, "--out", out)
    status, said = command(*grid, "--grid", asked, "style=,noto")
    assert status == 0 and said.count("“or”") == 1
    assert command("verify", out)[0] == 0
    recipe, facts = read_recipe(out)
    assert f"playground: {facts['note']}\n" in said
    assert isinstance(recipe, Grid)
    prompts = recipe.axes[0].values
    assert prompts == ("red heart", "blue, or green circle", "a/b", "a_b", long)
    cells = sorted(out.with_suffix("").glob("*.png"))
    carried = {(read.prompt, read.style) for read in map(_sample_in, cells)}
    assert carried == {(prompt, style) for prompt in prompts for style in ("", "noto")}
    assert len(cells) == len(carried) and all(len(cell.name) < 160 for cell in cells)
    assert {command("verify", cell)[0] for cell in cells} == {0}
    out.unlink()
    assert command(*grid, "--grid", asked, "style=,noto")[0] == 0


def test_a_label_of_a_sheet_is_one_line_of_plain_text() -> None:
    values = ("red\nheart\x1b", "a" * 2_000)
    grid = Grid(cell=written(Sample(model="tiny-words")), axes=(Axis("prompt", values),))
    one, two = labels_of(grid, grid.axes[0], ())
    assert one == "red heart\N{REPLACEMENT CHARACTER}" and len(two) <= 60


def _sample_in(path: Path) -> Sample:
    recipe, _ = read_recipe(path)
    assert isinstance(recipe, Sample)
    return recipe
