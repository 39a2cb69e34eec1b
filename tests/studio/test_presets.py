"""Presets are networks of every size, colour and number of classes there is, no larger than they need be."""

from __future__ import annotations

import itertools
from pathlib import Path

import msgspec
import onnx
import pytest
import torch
from safetensors.torch import save_file

from playground import networks
from playground.core import folders
from playground.core.errors import DataError
from playground.export.onnx_graph import write_graph
from playground.paradigms.cards import read_card
from playground.paradigms.nflow_images.card import nflow_ports
from playground.runtimes.graph_nodes import MAX_NODES
from playground.studio.presets import LEARN_FROM_TEACHER, SIDES, Pictures, check, flow_sides, recipe_of
from playground.studio.training_folders import Family, Plan, Preset
from playground.zoo.adapting import condition_of
from playground.zoo.recipe import TrainingRecipe
from tests.support.fakes import make_card

pytestmark = pytest.mark.torch

ALONE: tuple[Family, ...] = ("vae", "gan", "diffusion", "flow", "nflow")
MOST = {"small": 6_000_000, "base": 20_000_000}


def plan(family: Family = "flow", *, preset: Preset = "small", size: int = 32, **others: object) -> Plan:
    given = Plan(name="mine", family=family, data="drawings", preset=preset, size=size)
    return msgspec.structs.replace(given, **others)


def pictures(size: int = 32, channels: int = 3, classes: int = 3, training: int = 450) -> Pictures:
    return Pictures("drawings", "Drawings", (channels, size, size), classes, training)


@pytest.mark.parametrize("preset", ["small", "base"])
@pytest.mark.parametrize("family", ALONE)
def test_every_shape_has_a_network_that_is_told_its_classes(family: Family, preset: Preset) -> None:
    sides = (16, 24, 28, 32, 40, 48, 64, 96, 128)
    for size, channels, classes in itertools.product(sides, (1, 3), (0, 3)):
        asked = plan(family, preset=preset, size=size)
        if family == "nflow" and size not in flow_sides(channels):
            continue
        check(asked, channels)
        recipe = recipe_of(asked, pictures(size, channels, classes))
        config = networks.settings(recipe.network, recipe.config)
        assert (config.channels, config.height, config.width) == (channels, size, size)
        assert family == "vae" or condition_of(recipe).classes == classes
        with torch.device("meta"):
            network = networks.build(recipe.network, recipe.config)
        assert sum(each.numel() for each in network.parameters()) < MOST[preset]


def test_every_side_has_networks_but_for_flows_that_would_draw_too_slowly() -> None:
    for size in SIDES:
        for family in ALONE:
            asked = plan(family, size=size)
            if family == "nflow" and size not in flow_sides(3):
                with pytest.raises(DataError, match=r"in colour .* choose 16, 24, 32, 48, 64, 96, 128"):
                    check(asked, 3)
                with pytest.raises(DataError, match="too many steps"):
                    recipe_of(asked, pictures(size))
                continue
            recipe = recipe_of(asked, pictures(size))
            networks.settings(recipe.network, recipe.config)
    assert {16, 24, 28, 32, 48, 64, 128} <= set(flow_sides(1))


def drawing_steps(recipe: TrainingRecipe) -> int:
    """Values of the coarsest picture, and of each halving three places and the grids before them."""
    config = networks.settings(recipe.network, recipe.config)
    coarse = config.channels * config.height * config.width >> 2 * config.halvings
    return int(coarse + config.channels * sum(3 + grids for grids in config.grids))


def test_no_flow_has_a_graph_that_a_check_refuses(tmp_path: Path) -> None:
    """Every side takes as many nodes a step as the smallest one, with 3 % to spare."""
    recipes = [
        recipe_of(plan("nflow", preset="base", size=size), pictures(size, channels))
        for channels in (1, 3)
        for size in flow_sides(channels)
    ]
    most = max(map(drawing_steps, recipes))
    shape = (3, 16, 16)
    small = recipe_of(plan("nflow", preset="base", size=16), pictures(16))
    # As many nodes as with more features.
    narrow = {**small.config, "features": 4, "hidden": 8, "components": 1}
    network = networks.build(small.network, narrow).eval()
    save_file(network.state_dict(), tmp_path / "weights.safetensors")
    inputs, outputs = nflow_ports(shape)["generate"]
    write_graph(
        network.get_submodule("generate"), "generate", inputs, outputs, tmp_path / "weights.safetensors",
        tmp_path / "generate.onnx",
    )  # fmt: skip
    nodes = len(onnx.load(str(tmp_path / "generate.onnx"), load_external_data=False).graph.node)
    assert 1.03 * most * nodes / drawing_steps(small) < MAX_NODES


@pytest.mark.parametrize("preset", ["small", "base"])
@pytest.mark.parametrize(("family", "output"), [("flow", "velocity"), ("diffusion", "noise")])
def test_noise_that_does_not_fit_through_the_features_goes_around_them(
    family: Family, output: str, preset: Preset
) -> None:
    for size, channels in itertools.product(SIDES, (1, 3)):
        asked = plan(family, preset=preset, size=size)
        recipe = recipe_of(asked, pictures(size, channels))
        config = networks.settings(recipe.network, recipe.config)
        values = channels * config.patch**2
        assert config.preconditioning == ("none" if 4 * values <= config.features else output)
    for size in (64, 96, 128):
        recipe = recipe_of(plan(family, preset=preset, size=size), pictures(size))
        assert networks.settings(recipe.network, recipe.config).preconditioning == output


def test_few_pictures_are_varied_without_mirrors_and_many_are_not() -> None:
    few, many = (recipe_of(plan(), pictures(training=count)) for count in (450, 50_000))
    assert few.shift and few.whole_shifts and few.edge
    assert not (few.mirror or few.degrees or few.zoom)
    assert not many.shift


@pytest.mark.parametrize("count", [2, 3, 20])
def test_a_handful_of_pictures_is_enough(count: int) -> None:
    recipe = recipe_of(plan(), pictures(training=count))
    assert 2 <= recipe.batch <= count
    assert recipe.validation < count


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "../x"}, "cannot name a training"),
        ({"size": 30}, "not 30"),
        ({"size": 12}, "not 12"),
        ({"size": 256}, "not 256"),
        ({"minutes": 0.0}, "0 minutes"),
        ({"minutes": float("nan")}, "nan minutes"),
        ({"threads": 0}, "not 0"),
        ({"family": "reflow"}, "learns from a finished one"),
        ({"family": "nflow", "size": 44}, "choose 16, 20"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong: dict[str, object], said: str) -> None:
    asked = msgspec.structs.replace(plan(), **wrong)
    with pytest.raises(DataError, match=said):
        check(asked)


@pytest.mark.parametrize("family", ["reflow", "consistency"])
def test_who_learns_from_a_teacher_needs_a_flow_of_the_same_pictures(family: Family) -> None:
    asked = plan(family, teacher="other")
    with pytest.raises(DataError, match="none of flow matching"):
        recipe_of(asked, pictures())
    with pytest.raises(DataError, match="none of flow matching"):
        recipe_of(asked, pictures(), make_card())


def test_a_model_says_that_it_was_told_the_classes_that_its_teacher_was() -> None:
    card = read_card(folders.shipped_models() / "digits-flow")
    learned = Pictures(card.data, "Digits", card.image.shape, 0, 450)
    for family in LEARN_FROM_TEACHER:
        recipe = recipe_of(plan(family, size=28, teacher=card.name), learned, card)
        assert f"told which of {condition_of(recipe).classes} classes" in recipe.summary
