"""Trained states that labs begin with: made by a recipe, bound to it, and gone on with to the last bit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground import cli, paradigms
from playground.core.checkpoint import State
from playground.core.fields import fields
from playground.core.recipe import change, decode
from playground.paradigms.gan_lab.presets import PRESETS as GAN
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab import starting
from playground.paradigms.lab.fields import VIEW
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.nflow_lab.presets import PRESETS as NFLOW
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.plane.presets import CONSISTENCY, DIFFUSION, FLOW
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab
from playground.paradigms.vae_lab.presets import PRESETS as VAE
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.explain.content import load_lessons
from playground.zoo import lab_states
from tests.claims.lessons import lab_of
from tests.support.bare import Bare

pytestmark = pytest.mark.torch

SMALL = {"width": 16, "layers": 2, "batch": 32}
PLANE = {**SMALL, "points": 100, "steps": 4}
LABS = [
    pytest.param(DiffusionLab(**PLANE), "", id="diffusion"),
    pytest.param(FlowLab(**PLANE, coupling="optimal transport"), "", id="flow"),
    pytest.param(ConsistencyLab(**PLANE, teacher_walk=4, teacher_steps=6), "distillation", id="consistency"),
    pytest.param(VaeLab(**SMALL), "", id="vae"),
    pytest.param(NflowLab(layers=3, width=16, batch=32), "", id="nflow"),
    pytest.param(GanLab(batch=32, g_width=16, d_width=16), "", id="gan"),
]
PRESETS = [preset for lab in (GAN, NFLOW, VAE, DIFFUSION, FLOW, CONSISTENCY) for preset in lab]
TABS = ("consistency", "diffusion", "flow", "gan", "nflow", "vae")


def same(one: State, other: State) -> bool:
    """Whether both are equal in every bit."""
    return (
        one.arrays.keys() == other.arrays.keys()
        and all(np.array_equal(one.arrays[name], other.arrays[name]) for name in one.arrays)
        and json.dumps(one.values, sort_keys=True) == json.dumps(other.values, sort_keys=True)
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of states of one's own."""
    monkeypatch.setattr(starting, "folder", lambda: tmp_path)
    return tmp_path


def ship(place: Path, recipe: Reviewable, steps: int, phase: str = "") -> Path:
    """Make a state called “own”."""
    path = place / "own.safetensors"
    path.write_bytes(starting.packed(recipe, lab_states.trained(recipe, steps, phase)))
    return path


@pytest.mark.parametrize(("recipe", "phase"), LABS)
def test_who_begins_with_a_state_goes_on_as_the_training_that_made_it(
    place: Path, recipe: Reviewable, phase: str
) -> None:
    ship(place, recipe, 7, phase)
    begun = change(recipe, start="own")
    assert same(starting.state_of(begun), lab_states.trained(recipe, 7, phase))
    assert same(lab_states.trained(begun, 60, phase), lab_states.trained(recipe, 60, phase))
    assert not same(starting.state_of(begun), lab_states.trained(recipe, 60, phase))


@pytest.mark.parametrize(("recipe", "phase"), LABS)
def test_the_first_frame_is_of_the_trained_state(place: Path, recipe: Reviewable, phase: str) -> None:
    ship(place, recipe, 7, phase)
    first = next(paradigms.run(change(recipe, start="own", training=False), Bare()))
    assert first.scalars["step"] == 7 and "untrained" not in first.scalars


def test_a_state_of_other_settings_is_refused_and_the_training_begins_anew(place: Path) -> None:
    recipe = GanLab(batch=32, start="own", training=False)
    ship(place, change(recipe, start=""), 5)
    going = paradigms.run(recipe, Bare())
    assert next(going).scalars["step"] == 5
    hot = going.send(change(recipe, r1=1.0))
    assert hot.scalars["step"] == 5 and "untrained" not in hot.scalars
    cold = going.send(change(recipe, d_width=32, noise="normal 2-D"))
    assert cold.scalars["step"] == 0
    assert cold.scalars["untrained"] == (
        "The trained state “own” was trained with other settings (Noise, Discriminator: Width), so the "
        "training begins anew."
    )
    back = going.send(recipe)
    assert back.scalars["step"] == 5 and "untrained" not in back.scalars


@pytest.mark.parametrize("name", ["none", "../own", "..", "own/own"])
def test_what_does_not_ship_is_refused(place: Path, name: str) -> None:
    ship(place, GanLab(batch=32), 2)
    (place / "own").mkdir()
    first = next(paradigms.run(GanLab(batch=32, start=name, training=False), Bare()))
    assert first.scalars["step"] == 0 and "does not ship" in str(first.scalars["untrained"])


def test_a_damaged_state_is_refused(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = ship(place, GanLab(batch=32), 2)
    whole, recipe = path.read_bytes(), GanLab(batch=32, start="own", training=False)
    header = 8 + int.from_bytes(whole[:8], "little")
    damaged = [whole[:cut] for cut in (0, 7, 40, header, header + 9)]
    damaged += [whole[:header] + b"\xff" * (len(whole) - header), whole.replace(b"rounds", b"wounds")]
    damaged += [whole.replace(b"playground-lab", b"playground-bal"), whole.replace(b"F32", b"F64", 1)]
    for data in damaged:
        path.write_bytes(data)
        first = next(paradigms.run(recipe, Bare()))
        assert first.scalars["step"] == 0 and "anew" in str(first.scalars["untrained"])
    assert "the trained state “own”: ModelFileError" in caplog.text


@pytest.mark.parametrize("name", lab_states.names())
def test_every_state_ships_and_is_of_its_recipe(name: str) -> None:
    recipe = lab_states.recipe(name)
    path = starting.folder() / f"{name}.safetensors"
    assert path.stat().st_size < 1_000_000
    assert starting.read(path, type(recipe))[0] == recipe
    first = next(paradigms.run(change(recipe, start=name, training=False), Bare()))
    assert int(first.scalars["step"]) > 0 and "untrained" not in first.scalars


def test_nothing_else_ships() -> None:
    shipped = {path.stem for path in starting.folder().glob("*.safetensors")}
    assert shipped == set(lab_states.names())


def test_what_presets_and_lessons_begin_with_fits_them() -> None:
    recipes = [preset.recipe for preset in PRESETS]
    for tab in TABS:
        for lesson in load_lessons(tab):
            if lesson.place[0] == "lab":
                told = json.dumps(lab_of(lesson.name, whole=True)).encode()
                recipes.append(decode(told, paradigms.recipe_types()))
    named = [recipe for recipe in recipes if recipe.start]
    assert {recipe.start for recipe in named} == set(lab_states.names())
    for recipe in named:
        starting.state_of(recipe)
        trained, kind = lab_states.recipe(recipe.start), type(recipe)
        ways = [field.name for field in fields(kind) if field.group != VIEW and field.name not in kind.clock]
        others = {
            name: getattr(recipe, name) for name in ways if getattr(recipe, name) != getattr(trained, name)
        }
        assert not others, f"{recipe.start} was trained with others than {others}"


def test_the_command_refuses_what_is_of_no_use_to_a_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made"
    given = ["--device", "cuda", "--ship", "--out", str(out)]
    assert cli.main(["train", "gan-healthy", *given]) != 0
    said = " ".join(capsys.readouterr().err.split())
    assert "“gan-healthy” is what a lab begins with" in said and "--device, --ship" in said
    assert not out.exists()


def test_the_command_writes_a_state(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "recipes.toml").write_text(
        '[[state]]\nname = "own"\nsteps = 3\nrecipe = { kind = "gan-lab", batch = 32 }\n', "utf-8"
    )
    monkeypatch.setattr(lab_states, "folder", lambda: place)
    lab_states._entries.cache_clear()
    try:
        assert cli.main(["train", "own", "--out", str(tmp_path / "made")]) == 0
    finally:
        lab_states._entries.cache_clear()
    path = tmp_path / "made" / "own.safetensors"
    assert capsys.readouterr().out == f"{path}\n"
    trained, state = starting.read(path, GanLab)
    assert trained == GanLab(batch=32) and state.values["game/rounds"] == 3
