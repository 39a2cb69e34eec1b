"""Weights alone: recognised by names and shapes as a network of this program's, or refused in a sentence."""

from __future__ import annotations

import shutil

import msgspec
import numpy as np
import pytest

from playground import paradigms
from playground.cli import main
from playground.core import folders
from playground.core.cards import DiscretizedLogistic
from playground.core.errors import ImportingError
from playground.core.resources import Placement
from playground.gaussian.card import Denoising
from playground.importing.code_subprocess import _state
from playground.importing.draft import Answers
from playground.importing.whole import import_model
from playground.paradigms.cards import read_card, rules
from playground.paradigms.families import family_of
from playground.paradigms.gan_images.card import Gan
from playground.runtimes.resources import open_resources
from tests.support.awake import awake

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(600),
]

NETWORKS = ("unet", "latent-dit", "vae-mlp", "vae-conv", "vae-spatial", "gan", "gan-mapped", "image-flow")
SMALL = {
    "unet": {"channels": 3, "height": 16, "width": 16, "features": 16, "blocks": 2, "classes": 4},
    "latent-dit": {
        "transformer": {"channels": 3, "height": 2, "width": 2, "features": 16, "blocks": 1},
        "autoencoder": {"latent": 3, "half": 8, "quarter": 8, "height": 8, "width": 8},
    },
    "vae-mlp": {"latent": 3, "encoder": [9, 8], "decoder": [7], "channels": 3, "height": 6, "width": 6},
    "vae-conv": {"latent": 3, "half": 8, "quarter": 12, "hidden": 5, "channels": 3, "height": 8, "width": 8},
    "vae-spatial": {"latent": 2, "half": 8, "quarter": 12, "height": 8, "width": 8},
    "gan": {"height": 8, "width": 8, "latent": 5, "style": 8, "generator": 8, "generator_coarse": 12,
            "generator_fine_blocks": 2, "discriminator": 8, "discriminator_blocks": 2, "end": 4,
            "features": 6},
    "gan-mapped": {"channels": 3, "height": 16, "width": 16, "latent": 5, "style": 8, "mapping": 3,
                   "classes": 4, "generator": 8, "generator_coarse": 12, "generator_first_blocks": 2,
                   "generator_fine_blocks": 2, "discriminator": 8, "end": 4, "features": 6},
    "image-flow": {"height": 4, "width": 4, "halvings": 2, "components": 2, "hidden": 8, "features": 4,
                   "blocks": [2, 1], "classes": 3},
}  # fmt: skip


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """Import a source into an empty folder of models."""
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))

    def brought(source, pictures: str = "", **answers):
        return import_model(source, "it", tmp_path / "models", Answers(**answers), pictures, lambda *_: None)

    return brought


def drawn(folder, name: str, paradigm: str, **fields) -> np.ndarray:
    resources = open_resources((folder,), rules(), Placement(), lambda _: None)
    recipe = family_of(paradigm).generate(model=name, count=3, seed=5, **fields)
    return next(frame for frame in paradigms.run(recipe, resources) if frame.final).arrays["images"]


@pytest.mark.parametrize("grids", [0, 2])
@pytest.mark.parametrize("copies", [False, True])
def test_whether_a_flow_copies_is_seen(copies: bool, grids: int) -> None:
    from playground import networks
    from playground.importing.known_networks import recognised

    config = {**SMALL["image-flow"], "copies": copies}
    config["grids"] = [grids] * len(networks.settings("image-flow", config).blocks)
    network = networks.build("image-flow", config)
    found = recognised({name: tuple(each.shape) for name, each in network.state_dict().items()}, 4)
    assert found is not None
    assert found.config["copies"] is copies
    assert list(found.config["grids"]) == (config["grids"] if grids else [])
    assert found.config["components"] == config.get("components", 8)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_network_is_recognised_by_names_and_shapes(name, prefix) -> None:
    from playground import networks
    from playground.importing.known_networks import recognised

    torch.manual_seed(0)
    network = networks.build(name, SMALL[name])
    shapes = {f"{prefix}{key}": tuple(value.shape) for key, value in network.state_dict().items()}
    side = SMALL[name].get("height")
    found = recognised(shapes, side)
    assert found is not None
    assert found.name == name
    assert found.parts == tuple(part for part, _ in network.named_children())
    wanted = msgspec.to_builtins(networks.settings(name, SMALL[name]))
    # How far a network stretches time is not seen in shapes: it is told the stretched time.
    for each in (wanted, wanted.get("transformer", {})):
        each.update({"time_scale": 1.0} if "time_scale" in each else {})
    assert msgspec.to_builtins(networks.settings(name, found.config)) == wanted


@pytest.mark.parametrize("output", ["velocity", "noise"])
def test_weights_tell_what_output_is_preconditioned(output) -> None:
    from playground import networks
    from playground.importing.known_networks import recognised

    network = networks.build("unet", {**SMALL["unet"], "preconditioning": output})
    found = recognised({name: tuple(each.shape) for name, each in network.state_dict().items()}, 16)
    assert found is not None
    assert found.config["preconditioning"] == output
    # A straight path's time is told from 0 to 1, steps are told as they are counted.
    assert found.config["time_scale"] == (1000.0 if output == "velocity" else 1.0)


def test_a_network_alone_and_an_average_of_one_are_recognised() -> None:
    from playground import networks
    from playground.importing.known_networks import recognised

    inner = networks.build("unet", SMALL["unet"]).denoiser
    average = torch.optim.swa_utils.AveragedModel(inner)
    for state in (inner.state_dict(), average.state_dict()):
        found = recognised({name: tuple(each.shape) for name, each in state.items()}, 16)
        assert found is not None
        assert found.config["features"] == 16
        assert set(found.names) == {f"denoiser.{name}" for name in inner.state_dict()}


def test_what_has_a_tensor_too_many_is_another_network() -> None:
    from playground import networks
    from playground.importing.known_networks import recognised

    shapes = {key: tuple(one.shape) for key, one in networks.build("gan", SMALL["gan"]).state_dict().items()}
    assert recognised(shapes, None) is not None
    assert recognised({**shapes, "generator.more": (3,)}, None) is None
    assert recognised({**shapes, "generator.begin.weight": (64, 9)}, None) is None


def test_sides_of_zero_are_no_network() -> None:
    from playground.importing.known_networks import recognised

    body = {"0": (4, 1, 3, 3), "2": (0, 4, 3, 3), "6": (5, 9)}
    assert recognised({f"encoder.body.{name}.weight": shape for name, shape in body.items()}, None) is None


@pytest.mark.parametrize(
    ("beside", "taken"),
    [
        (lambda state: {"model": state, "loss": torch.tensor(1.0), "mask": torch.zeros(3)}, "model"),
        (lambda state: {"ema": {"decay": 0.9, "shadow_params": [torch.zeros(2)]}, "model": state}, "model"),
        (lambda state: {"ema": {"decay": torch.tensor(0.9)}, "model": {"net": state}}, "model.net"),
        (lambda state: {"ema": {}, "net": state}, "net"),
        (lambda state: {"ema": state, "model": {"layer": torch.ones(2)}}, "ema"),
        (lambda state: state, ""),
    ],
)
def test_weights_are_found_under_usual_names_beside_other_things(tmp_path, beside, taken) -> None:
    torch.save(beside({"layer": torch.zeros(2, 3)}), tmp_path / "run.pt")
    tensors, found = _state(tmp_path / "run.pt")
    assert found == taken and tensors["layer"].shape == (2, 3)


def test_a_checkpoint_that_holds_itself_ends(tmp_path) -> None:
    found: dict = {"epoch": 1}
    found["model"] = found
    torch.save(found, tmp_path / "run.pt")
    with pytest.raises(ValueError, match="no state dict"):
        _state(tmp_path / "run.pt")


def test_a_flow_of_pictures_keeps_both_directions(bring, tmp_path) -> None:
    from safetensors.torch import save_file

    from playground import networks

    torch.manual_seed(0)
    network = networks.build("image-flow", SMALL["image-flow"])
    save_file(network.state_dict(), tmp_path / "flow.safetensors")
    brought = bring(tmp_path / "flow.safetensors")
    assert brought.card.paradigm == "nflow"
    assert sorted(brought.card.parts) == ["generate", "normalise"]
    assert brought.difference <= 1e-4


def test_a_mapped_generator_alone_is_measured_and_drawn(bring, tmp_path) -> None:
    from safetensors.torch import save_file

    from playground import networks

    torch.manual_seed(0)
    network = awake(networks.build("gan-mapped", SMALL["gan-mapped"]))
    save_file(network.state_dict(), tmp_path / "mapped.safetensors")
    brought = bring(tmp_path / "mapped.safetensors")
    gan = Gan.of(brought.card)
    assert sorted(brought.card.parts) == ["mapping", "synthesis"] and brought.difference <= 1e-4
    assert (gan.style, gan.layers, len(gan.middles), gan.loss) == (8, 7, 4, None)
    noise = torch.randn(5000, 5)
    with torch.no_grad():
        for label in range(4):
            own = network.mapping(noise, torch.full((5000,), label))
            far = (own.mean(dim=0) - torch.tensor(gan.middles[label])).abs() / own.std(dim=0)
            assert far.max() < 5 * (1 / 5000 + 1 / 10_000) ** 0.5
    typical = drawn(tmp_path / "models", "it", "gan", truncation=0.0, label=1)
    with torch.no_grad():
        middle = torch.tensor(gan.middles[1])[None]
        expected = network.synthesis(network.everywhere(middle))[0].numpy()
    assert np.abs(typical[0] - 127.5 * (expected + 1)).max() <= 1


def test_half_of_a_mapped_generator_draws_nothing(bring, tmp_path) -> None:
    from safetensors.torch import save_file

    from playground import networks

    weights = networks.build("gan-mapped", SMALL["gan-mapped"]).state_dict()
    half = {name: one for name, one in weights.items() if name.startswith("synthesis")}
    save_file(half, tmp_path / "half.safetensors")
    with pytest.raises(ImportingError):
        bring(tmp_path / "half.safetensors")


def test_a_mapping_of_no_numbers_is_refused_in_a_sentence(bring, tmp_path) -> None:
    from safetensors.torch import save_file

    from playground import networks

    weights = networks.build("gan-mapped", SMALL["gan-mapped"]).state_dict()
    weights["mapping.layers.0.weight"][:] = float("nan")
    save_file(weights, tmp_path / "empty.safetensors")
    with pytest.raises(ImportingError):
        bring(tmp_path / "empty.safetensors")


@pytest.mark.parametrize("model", ["fashion-vae-16", "fashion-gan", "faces-gan"])
def test_weights_that_ship_draw_the_same_pictures_alone(bring, tmp_path, model) -> None:
    shipped = folders.shipped_models() / model
    card = read_card(shipped)
    brought = bring(shutil.copy(shipped / "weights.safetensors", tmp_path / "alone.safetensors"))
    assert brought.card.title == "alone"
    assert (brought.card.paradigm, brought.card.likelihood) == (card.paradigm, card.likelihood)
    # Without its discriminator a pair of players is no network that PyTorch could build.
    assert (brought.card.network is None) == (card.paradigm == "gan")
    ours = drawn(tmp_path / "models", "it", card.paradigm)
    assert np.array_equal(ours, drawn(folders.shipped_models(), model, card.paradigm))


def test_a_denoising_network_of_ours_is_measured(bring, tmp_path) -> None:
    source = folders.shipped_models() / "digits-flow" / "weights.safetensors"
    with pytest.raises(ImportingError, match="--size"):
        bring(source)
    brought = bring(source, "mnist")
    said = Denoising.of(brought.card)
    assert (said.path, said.prediction, said.times.scale) == ("linear", "velocity", 1000.0)
    assert said.condition.null == 10
    assert any("2 are taken" in note for note in brought.notes)
    fields = {"sampler": "euler", "steps": 4}
    ours = drawn(tmp_path / "models", "it", "flow", **fields).astype(int)
    # It is told the time in single precision, which is stretched before here and after there.
    assert abs(ours - drawn(folders.shipped_models(), "digits-flow", "flow", **fields)).max() <= 1
    torch_too = ("--runtime", "torch", "--models", str(tmp_path / "models"))
    assert (
        main(["generate", "--model", "it", "--count", "1", "--out", str(tmp_path / "a.png"), *torch_too]) == 0
    )


def test_a_pickle_of_weights_is_read_apart_and_once_it_is_trusted(bring, tmp_path) -> None:
    from playground import networks

    torch.manual_seed(0)
    network = networks.build("vae-mlp", SMALL["vae-mlp"])
    source = tmp_path / "run.pth"
    torch.save({"epoch": 3, "model": network.state_dict(), "optimizer": {"state": {}}}, source)
    with pytest.raises(ImportingError, match="--trust"):
        bring(source)
    brought = bring(source, trust=True)
    assert brought.card.latent == 3
    assert brought.card.likelihood == DiscretizedLogistic()
    assert any("“model”" in note for note in brought.notes)


class Evil:
    def __reduce__(self):
        return print, ("seen",)


def test_a_pickle_that_holds_more_is_one_sentence(bring, tmp_path, capfd) -> None:
    torch.save({"model": Evil()}, tmp_path / "evil.pt")
    with pytest.raises(ImportingError, match="tensors alone"):
        bring(tmp_path / "evil.pt", trust=True)
    assert "seen" not in capfd.readouterr().out


def test_weights_of_another_network_are_told_what_helps(bring, tmp_path) -> None:
    from safetensors.torch import save_file

    save_file({"layer.weight": torch.zeros(2, 3)}, tmp_path / "net.safetensors")
    with pytest.raises(ImportingError, match=r"layer\.weight.*--module net\.py:Net"):
        bring(tmp_path / "net.safetensors")
