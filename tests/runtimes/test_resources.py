"""The store: real sessions on a tiny model, fallback, facts, and damaged files of every kind."""

from __future__ import annotations

import functools
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnxruntime")

from playground.core import folders
from playground.core.cards import Part
from playground.core.errors import (
    CardError,
    DataError,
    ModelFileError,
    PlaygroundError,
    SessionError,
)
from playground.core.heldout import read_about
from playground.core.ports import Port
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import read_card, rules
from playground.runtimes import onnx_session
from playground.runtimes.resources import ModelStore, open_resources
from tests.support.tiny_model import LAYERS, LEAST, sign, write_model

LATENT = np.linspace(-2, 2, 6, dtype=np.float32).reshape(3, 2)
IMAGE = np.linspace(0, 1, 3 * 30, dtype=np.float32).reshape(3, 1, 6, 5)
CPU = Placement("onnx", "cpu")
TORCH = Placement("torch", "cpu")


def at(models: Path, placement: Placement = CPU, notices: list[str] | None = None) -> Resources:
    if placement.runtime == "torch":
        import tests.support.tiny_network  # noqa: F401
    return open_resources((models,), rules(), placement, ([] if notices is None else notices).append)


def decode(resources: Resources, latent: np.ndarray = LATENT) -> dict[str, np.ndarray]:
    return resources.session("tiny", "decoder").run({"latent": latent})


def by_hand(models: Path) -> dict[str, np.ndarray]:
    """The decoder in float64 straight from the weights."""
    from safetensors.numpy import load_file

    weights = load_file(models / "tiny" / "weights.safetensors")
    layers = {name: (weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in LAYERS}

    def linear(name: str, x: np.ndarray) -> np.ndarray:
        weight, bias = layers[name]
        return x @ weight.T.astype(np.float64) + bias

    linear_out = linear("decoder.body.0", LATENT.astype(np.float64))
    hidden = linear_out / (1 + np.exp(-linear_out))
    scale = LEAST + np.logaddexp(0, linear("decoder.log_scale", hidden) - LEAST)
    return {
        "location": linear("decoder.location", hidden).reshape(3, 1, 6, 5),
        "log_scale": scale.reshape(3, 1, 6, 5),
    }


@pytest.mark.parametrize("placement", [CPU, pytest.param(TORCH, marks=pytest.mark.torch)])
def test_a_session_computes_what_the_weights_say(models: Path, placement: Placement) -> None:
    outputs = decode(at(models, placement))
    for name, expected in by_hand(models).items():
        np.testing.assert_allclose(outputs[name], expected, atol=2e-6)


@pytest.mark.torch
def test_both_runtimes_agree(models: Path) -> None:
    onnx, torch = at(models), at(models, TORCH)
    for part, inputs in {"encoder": {"image": IMAGE}, "decoder": {"latent": LATENT}}.items():
        one, other = (resources.session("tiny", part).run(inputs) for resources in (onnx, torch))
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_allclose(one[name], other[name], atol=1e-5)


@pytest.mark.parametrize("placement", [CPU, pytest.param(TORCH, marks=pytest.mark.torch)])
def test_read_only_and_strided_arrays_are_taken(models: Path, placement: Placement) -> None:
    resources = at(models, placement)
    strided = np.repeat(LATENT, 2, axis=0)[::2]
    strided.flags.writeable = False
    np.testing.assert_array_equal(
        decode(resources, strided)["location"], decode(resources, LATENT)["location"]
    )


def test_views_of_one_store_share_sessions(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ModelStore((models,), rules())
    loaded: list[str] = []
    real = onnx_session.OnnxExecutor

    def count(card, folder, part, device):
        loaded.append(part)
        return real(card, folder, part, device)

    monkeypatch.setattr(onnx_session, "OnnxExecutor", count)
    for _ in range(3):
        decode(store.at(CPU, [].append))
    assert loaded == ["decoder"]


def test_a_model_replaced_on_disk_is_loaded_anew(models: Path) -> None:
    store = ModelStore((models,), rules())
    before = decode(store.at(CPU, [].append))["location"]
    path = models / "tiny" / "weights.safetensors"
    data = bytearray(path.read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    data[start : start + 32] = bytes(32)
    path.write_bytes(data)
    sign(models / "tiny", msgspec.structs.replace(read_card(models / "tiny"), title="Another tiny model"))
    view = store.at(CPU, [].append)
    assert view.card("tiny").title == "Another tiny model"
    assert not np.array_equal(before, decode(view)["location"])


def test_a_model_put_into_an_earlier_folder_is_taken_from_there(models: Path, tmp_path: Path) -> None:
    store = ModelStore((tmp_path / "mine", models), rules())
    early = store.at(CPU, [].append)
    title = early.card("tiny").title
    before = decode(early)["location"]
    card = write_model(tmp_path / "mine" / "tiny")
    sign(tmp_path / "mine" / "tiny", msgspec.structs.replace(card, title="Mine"))
    view = store.at(CPU, [].append)
    assert view.card("tiny").title == "Mine"
    np.testing.assert_array_equal(decode(view)["location"], before)
    assert early.card("tiny").title == title, "a card does not change in the middle of a run"
    shutil.rmtree(tmp_path / "mine")
    assert store.at(CPU, [].append).card("tiny").title == title


def test_an_absent_device_gives_a_notice_and_the_cpu(models: Path) -> None:
    notices: list[str] = []
    resources = at(models, Placement("onnx", "directml"), notices)
    session = resources.session("tiny", "decoder")
    assert session.placement == Placement("onnx", "cpu")
    assert len(notices) == 1 and "directml" in notices[0] and "CPU" in notices[0]
    assert resources.facts("tiny")["device"] == "cpu"
    np.testing.assert_array_equal(decode(resources)["location"], decode(at(models))["location"])


@pytest.mark.torch
def test_an_absent_torch_device_gives_a_notice_and_the_cpu(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.runtimes import torch_session

    monkeypatch.setattr(torch_session, "devices", lambda: ("cpu",))
    notices: list[str] = []
    resources = at(models, Placement("torch", "cuda"), notices)
    assert resources.session("tiny", "decoder").placement == TORCH
    assert len(notices) == 1 and "cuda" in notices[0]


@pytest.mark.torch
def test_a_torch_device_that_fails_while_it_starts(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.runtimes import torch_session

    monkeypatch.setattr(torch_session, "devices", lambda: ("cpu", "mps"))
    notices: list[str] = []
    resources = at(models, Placement("torch", "mps"), notices)
    assert resources.session("tiny", "decoder").placement == TORCH
    assert len(notices) == 1 and "mps" in notices[0]


def test_an_onnx_device_that_fails_at_its_first_run(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = ("CPUExecutionProvider", {})
    monkeypatch.setitem(onnx_session.PROVIDERS, "cuda", provider)
    real = onnx_session.OnnxExecutor

    class Failing(real):
        def __call__(self, inputs):
            if self._device == "cuda":
                inputs = {name: array[:, :1] for name, array in inputs.items()}
            return super().__call__(inputs)

    monkeypatch.setattr(onnx_session, "OnnxExecutor", Failing)
    notices: list[str] = []
    resources = at(models, Placement("onnx", "cuda"), notices)
    outputs = decode(resources)
    np.testing.assert_array_equal(outputs["location"], decode(at(models))["location"])
    assert resources.session("tiny", "decoder").placement == Placement("onnx", "cpu")
    assert len(notices) == 1 and "“cuda” failed" in notices[0]


def test_a_device_that_does_not_exist_at_all(models: Path) -> None:
    with pytest.raises(SessionError, match=r"no device “abacus”.*cpu"):
        at(models, Placement("onnx", "abacus")).session("tiny", "decoder")


def test_unknown_names(models: Path) -> None:
    resources = at(models)
    with pytest.raises(CardError, match="tiny"):
        resources.session("none", "decoder")
    with pytest.raises(CardError, match="encoder, decoder"):
        resources.session("tiny", "critic")
    with pytest.raises(DataError, match="none"):
        resources.held_out("none")
    with pytest.raises(DataError, match="No held-out"):
        resources.held_out("../heldout")


@pytest.mark.parametrize("placement", [CPU, pytest.param(TORCH, marks=pytest.mark.torch)])
def test_facts(models: Path, placement: Placement) -> None:
    facts = at(models, placement).facts("tiny")
    assert facts["model"] == "tiny"
    assert facts["model_sha256"] == read_card(models / "tiny").hash
    assert (facts["runtime"], facts["device"]) == (placement.runtime, placement.device)
    assert {"playground", "numpy", "platform"} <= facts.keys()
    assert facts["licence"] == read_card(models / "tiny").licence != ""
    assert str(facts["onnxruntime" if placement.runtime == "onnx" else "torch"])[0].isdigit()


@pytest.mark.parametrize("data", sorted(path.name for path in (folders.assets() / "heldout").glob("*/")))
def test_the_shipped_held_out_images_are_read(models: Path, data: str) -> None:
    if not (folders.assets() / "heldout" / data).is_dir():
        pytest.skip("a file beside the data sets")
    images, about = at(models).held_out(data), read_about(folders.assets() / "heldout" / data)
    assert images.images.shape == about.shape
    assert set(images.labels.tolist()) == set(range(len(about.labels)))


def test_a_pickle_named_safetensors_is_never_opened(models: Path) -> None:
    weights = models / "tiny" / "weights.safetensors"
    weights.write_bytes(pickle.dumps({"a": 1}))
    sign(models / "tiny", read_card(models / "tiny"))
    for placement in (CPU, TORCH):
        with pytest.raises(ModelFileError, match="pickle"):
            open_resources((models,), rules(), placement, [].append).session("tiny", "decoder")


@pytest.mark.torch
@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"hidden": 9}, r"needs F32 \(9,\)"),
        ({"latent": 3}, r"as F32 \(8, 2\), but .* needs F32 \(8, 3\)"),
        ({"layers": 2}, "lack the tensor “decoder.body.2.bias”"),
        ({"layers": 0}, "hold “decoder.body.0.bias”, unknown"),
    ],
)
def test_weights_of_another_network(models: Path, config: dict[str, object], words: str) -> None:
    card = read_card(models / "tiny")
    network = msgspec.structs.replace(card.network, config=config)
    sign(models / "tiny", msgspec.structs.replace(card, network=network))
    with pytest.raises(ModelFileError, match=words):
        at(models, TORCH).session("tiny", "decoder")


@pytest.mark.torch
@pytest.mark.parametrize("hidden", [1 << 40, 1 << 62])
def test_a_network_that_cannot_be_built(models: Path, hidden: int) -> None:
    card = read_card(models / "tiny")
    network = msgspec.structs.replace(card.network, config={"hidden": hidden, "layers": 2})
    sign(models / "tiny", msgspec.structs.replace(card, network=network))
    with pytest.raises(CardError, match="cannot be built"):
        at(models, TORCH).session("tiny", "decoder")


@pytest.mark.torch
@pytest.mark.parametrize("name", ["no-such-network", "os", "../vae-mlp", "__init__", "vae.mlp", ""])
def test_an_unknown_network(models: Path, name: str) -> None:
    card = read_card(models / "tiny")
    network = msgspec.structs.replace(card.network, name=name)
    sign(models / "tiny", msgspec.structs.replace(card, network=network))
    with pytest.raises(CardError, match="no network"):
        at(models, TORCH).session("tiny", "decoder")


@pytest.mark.torch
def test_a_part_that_the_network_lacks(models: Path) -> None:
    card = read_card(models / "tiny")
    port = Port(name="latent", shape=(2,))
    parts = {**card.parts, "training": Part(graph="decoder.onnx", inputs=(port,), outputs=(port,))}
    sign(models / "tiny", msgspec.structs.replace(card, parts=parts))
    with pytest.raises(CardError, match="no part “training”"):
        at(models, TORCH).session("tiny", "training")


@functools.cache
def contents() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        write_model(Path(folder) / "tiny")
        return {path.name: path.read_bytes() for path in (Path(folder) / "tiny").iterdir()}


FILES = ["weights.safetensors", "encoder.onnx", "decoder.onnx", "card.toml"]


@pytest.mark.parametrize("signed", [False, True], ids=["as-found", "card-made-to-match"])
@pytest.mark.parametrize("file", FILES)
@settings(max_examples=15)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), length=st.integers(1, 4))
def test_flipped_bytes_are_an_error_of_ours_or_harmless(
    file: str, signed: bool, place: float, value: int, length: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "tiny"
        folder.mkdir()
        for other, data in contents().items():
            (folder / other).write_bytes(data)
        changed = bytearray(contents()[file])
        start = int(place * (len(changed) - length))
        changed[start : start + length] = bytes((value,)) * length
        (folder / file).write_bytes(changed)
        if signed and file != "card.toml":
            sign(folder, read_card(folder))
        unchanged = bytes(changed) == contents()[file]
        try:
            resources = at(Path(name))
            outputs = decode(resources)
            resources.session("tiny", "encoder").run({"image": IMAGE})
        except PlaygroundError as error:
            assert not unchanged
            assert error.sentence
            return
        assert np.isfinite(outputs["location"]).all()
        assert signed or unchanged or file == "card.toml"


LIGHT = """
import sys
from pathlib import Path
import playground.runtimes.resources, playground.runtimes.devices
from playground.paradigms.cards import rules
from playground.core.resources import Placement
heavy = {"torch", "onnx", "onnxruntime", "safetensors", "PySide6"}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
store = playground.runtimes.resources.ModelStore((Path(sys.argv[1]),), rules())
assert store.catalogue().entries and "onnx" in playground.runtimes.devices.installed()
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
view = store.at(Placement(), print)
view.session("tiny", "decoder")
view.facts("tiny")
assert playground.runtimes.devices.available()["onnx"][0] == "cpu"
assert "onnxruntime" in sys.modules and "torch" not in sys.modules
"""


def test_runtimes_are_imported_when_first_needed(models: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT, models], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
