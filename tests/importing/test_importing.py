"""Models of others, brought in: the folder that comes of it, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from playground.cli import main
from playground.core.cards import LabelCondition, Unconditional
from playground.core.errors import ImportingError
from playground.core.images import write_idx
from playground.gaussian.card import Denoising
from playground.importing.draft import Answers
from playground.importing.whole import check, import_model
from tests.importing.loops import THEIRS, largest

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.timeout(600),
]

LABELS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture(scope="session")
def foreign(tmp_path_factory):
    """Models of others by name, each trained when it is first asked for."""
    from tests.importing import foreign as makers

    place = tmp_path_factory.mktemp("foreign")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)

    def made(name: str, steps: int) -> Path:
        if not (place / name).exists():
            getattr(makers, name)(place / name, steps)
        return place / name

    yield made
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """A folder of digits of a size, as IDX files."""
    from tests.importing.foreign import grey_levels

    def made(side: int) -> str:
        folder = tmp_path_factory.mktemp("pictures")
        images, labels = grey_levels(side)
        write_idx(folder / "t10k-images-idx3-ubyte.gz", images[:, 0])
        write_idx(folder / "t10k-labels-idx1-ubyte.gz", labels.astype(np.uint8))
        return str(folder)

    return made


@pytest.fixture
def bring(tmp_path):
    """Import a source into an empty folder of models."""

    def brought(source: Path, pictures: str = "", name: str = "it", **answers):
        return import_model(source, name, tmp_path / "models", Answers(**answers), pictures, lambda *_: None)

    return brought


def denoising(brought) -> Denoising:
    found = Denoising.of(brought.card)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def grey(foreign, tmp_path_factory):
    """A pipeline of grey pictures, and what was made of it."""
    source = foreign("grey_ddpm", 30)
    folder = tmp_path_factory.mktemp("grey")
    return source, import_model(source, "it", folder, Answers(), "mnist", lambda *_: None)


def test_a_grey_ddpm_is_as_its_configuration_says(grey) -> None:
    _, brought = grey
    said = denoising(brought)
    assert brought.card.paradigm == "diffusion"
    assert (said.path, said.schedule, said.schedule_steps) == ("variance preserving", "linear", 1000)
    assert (said.prediction, said.sign, said.times.offset) == ("noise", 1, -1.0)
    assert said.condition == Unconditional()
    assert brought.card.labels == ()
    assert brought.difference <= 1e-4
    assert brought.like == "--sampler ddpm --spacing leading"
    assert sorted(path.name for path in brought.folder.iterdir()) == [
        "card.toml", "denoiser.onnx", "samples.png", "weights.safetensors",
    ]  # fmt: skip
    assert check(brought.folder).parts == ("denoiser",)


def test_pictures_in_colour_with_a_cosine(foreign, bring) -> None:
    brought = bring(foreign("colour_v", 20))
    said = denoising(brought)
    assert (said.schedule, said.prediction, said.shape) == ("cosine", "v", (3, 24, 24))
    assert brought.card.image.shape == (3, 24, 24)
    assert brought.identified is None
    assert any("--pictures" in note for note in brought.notes)


def test_a_network_alone_is_told_the_class_and_has_none_for_none(foreign, bring, pictures) -> None:
    brought = bring(
        foreign("label_unet", 200),
        pictures(16),
        labels=LABELS,
    )
    said = denoising(brought)
    assert said.condition == LabelCondition(classes=10)
    assert brought.card.labels[3] == "three"
    assert said.path == "arrays"
    assert said.knots is not None
    assert len(said.knots.times) == 1001
    # The network fits what its configuration says, as far as so short a training lets it be told.
    assert not any("another" in note for note in brought.notes)


def test_a_configuration_counts_and_what_was_measured_is_said(foreign, bring, pictures, tmp_path) -> None:
    source = tmp_path / "source"
    shutil.copytree(foreign("label_unet", 200), source)
    path = source / "scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"prediction_type": "sample"}))
    brought = bring(source, pictures(16))
    assert denoising(brought).prediction == "data"
    assert any("What was measured is another" in note for note in brought.notes)
    assert denoising(bring(source, pictures(16), name="as measured", measured=True)).prediction == "noise"


def test_a_transformer_has_a_null_class_and_loses_its_learned_variance(foreign, bring) -> None:
    brought = bring(foreign("dit", 10))
    said = denoising(brought)
    assert said.condition == LabelCondition(classes=10, null=10)
    assert said.shape == (1, 16, 16)


def test_time_that_is_turned_around_and_a_fixed_batch(foreign, bring, pictures) -> None:
    graph = foreign("reversed_velocity", 500) / "velocity.onnx"
    brought = bring(graph, pictures(16))
    said = denoising(brought)
    assert brought.card.paradigm == "flow"
    assert (said.path, said.prediction, said.sign) == ("linear", "velocity", -1)
    assert said.times.reversed
    # Taught 999, which nobody can tell from 1000.
    assert said.times.scale == pytest.approx(999, rel=0.01)
    assert (brought.card.image.low, brought.card.image.high) == (-1.0, 1.0)


@pytest.mark.parametrize("name", ["velocity.pt", "velocity.pt2"])
def test_what_has_to_be_run_speaks_alike(foreign, bring, pictures, monkeypatch, tmp_path, name) -> None:
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    source = foreign("reversed_velocity", 500) / name
    with pytest.raises(ImportingError, match="--trust"):
        bring(source, pictures(16), shape=(1, 16, 16))
    brought = bring(source, pictures(16), shape=(1, 16, 16), trust=True)
    said = denoising(brought)
    assert (said.path, said.prediction, said.sign, said.times.reversed) == ("linear", "velocity", -1, True)
    assert brought.difference <= 1e-4


def test_a_score_is_measured(foreign, bring, pictures) -> None:
    brought = bring(foreign("sigma_score", 500) / "score.onnx", pictures(16))
    said = denoising(brought)
    assert (said.path, said.prediction, said.sign) == ("variance exploding", "score", 1)


def test_random_weights_fit_nothing_and_leave_nothing(foreign, bring, pictures, tmp_path) -> None:
    graph = foreign("reversed_velocity", 500).parent / "untrained"
    from tests.importing.foreign import Mixer, to_graph

    torch.manual_seed(1)
    to_graph(
        Mixer(16), graph / "net.onnx", (torch.zeros(2, 1, 16, 16), torch.zeros(2)), ["x", "t"], free=True
    )
    with pytest.raises(ImportingError, match="Nothing fits"):
        bring(graph / "net.onnx", pictures(16))
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("how", THEIRS)
def test_the_same_pictures_as_in_their_own_loop(grey, how) -> None:
    source, brought = grey
    assert largest(source, brought.folder, how, count=3) <= 1


_WORDS = {
    "_class_name": "UNet2DConditionModel", "cross_attention_dim": 8, "attention_head_dim": 2,
    "down_block_types": ["CrossAttnDownBlock2D"] * 2, "up_block_types": ["CrossAttnUpBlock2D"] * 2,
    "block_out_channels": [8, 8], "norm_num_groups": 4, "mid_block_type": "UNetMidBlock2DCrossAttn",
}  # fmt: skip
BOMBS = {
    "blocks": _WORDS | {"down_block_types": 55},
    "nested": _WORDS | {"transformer_layers_per_block": [[10**7], [10**7]]},
    "multiplied": _WORDS
    | {"layers_per_block": 200, "transformer_layers_per_block": 200, "block_out_channels": [8] * 200,
       "down_block_types": ["CrossAttnDownBlock2D"] * 200, "up_block_types": ["CrossAttnUpBlock2D"] * 200},
    "entries": {"note": [[0] * 150] * 150},
    "digits": {"sample_size": 10**400},
    "places": {"_class_name": "DiTTransformer2DModel", "sample_size": 60_000, "patch_size": 1},
}  # fmt: skip
"""Configurations by which to build a network takes all memory."""


def spoiled(source: Path, target: Path, how: str) -> Path:
    """A copy of a pipeline whose network is damaged."""
    shutil.copytree(source, target)
    weights = target / "unet" / "diffusion_pytorch_model.safetensors"
    data = bytearray(weights.read_bytes())
    if how == "truncated":
        weights.write_bytes(data[: len(data) // 2])
    elif how == "swapped":
        length = int.from_bytes(data[:8], "little")
        data[8 : 8 + length] = bytes(reversed(data[8 : 8 + length]))
        weights.write_bytes(data)
    elif how == "gigabytes":
        weights.write_bytes((1 << 40).to_bytes(8, "little") + data[8:])
    elif how == "pickle":
        weights.unlink()
        (weights.parent / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x02.")
    elif how == "another":
        config = json.loads((target / "unet" / "config.json").read_text())
        config["block_out_channels"] = [16, 16]
        (target / "unet" / "config.json").write_text(json.dumps(config))
    elif how == "huge":
        config = json.loads((target / "unet" / "config.json").read_text())
        config["layers_per_block"] = 10**9
        (target / "unet" / "config.json").write_text(json.dumps(config))
    elif how in BOMBS:
        config = json.loads((target / "unet" / "config.json").read_text())
        config |= BOMBS[how]
        (target / "unet" / "config.json").write_text(json.dumps(config))
    elif how == "text":
        index = json.loads((target / "model_index.json").read_text())
        index["text_encoder"] = ["transformers", "CLIPTextModel"]
        (target / "model_index.json").write_text(json.dumps(index))
    elif how == "unknown":
        (target / "scheduler" / "scheduler_config.json").write_text('{"_class_name": "MyScheduler"}')
    elif how == "broken":
        (target / "model_index.json").write_text('{"_class_name": ')
    return target


@pytest.mark.parametrize(
    ("how", "why"),
    [("truncated", "bytes of tensors"), ("swapped", "damaged header"), ("gigabytes", "not a safetensors"),
     ("pickle", "pickle"), ("another", "says"), ("huge", "more than"), ("text", "text_encoder alone"),
     ("blocks", "block “55” of this network is not known"),
     ("nested", "is 1e+07, more than 200"), ("multiplied", "more than 20,000 parts"),
     ("entries", "has more than"), ("places", "is 60,000"),
     ("digits", "is huge, more than 4,096"),
     ("unknown", "MyScheduler"), ("broken", "cannot be read")],
)  # fmt: skip
def test_a_damaged_folder_is_one_sentence(grey, tmp_path, capsys, how, why) -> None:
    source = spoiled(grey[0], tmp_path / "source", how)
    assert main(["import", str(source), "--into", str(tmp_path / "models")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert why in said.err
    assert said.err.count("\n") == 1
    assert "unexpected" not in said.err
    assert not (tmp_path / "models").exists() or not list((tmp_path / "models").iterdir())


@pytest.mark.parametrize("how", ["truncated", "swapped", "pickle", "renamed", "missing"])
def test_a_damaged_graph_is_one_sentence(foreign, tmp_path, capsys, how) -> None:
    data = bytearray((foreign("reversed_velocity", 500) / "velocity.onnx").read_bytes())
    graph = tmp_path / ("net.pt" if how == "renamed" else "net.onnx")
    if how == "truncated":
        data = data[: len(data) // 3]
    elif how == "swapped":
        data[200:4200] = bytes(reversed(data[200:4200]))
    elif how == "pickle":
        data = bytearray(b"\x80\x04\x95\x00\x00.")
    if how != "missing":
        graph.write_bytes(data)
    assert main(["import", str(graph), "--into", str(tmp_path / "models"), "--pictures", "mnist"]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "unexpected" not in said.err
    assert not (tmp_path / "models").exists() or not list((tmp_path / "models").iterdir())


def test_a_key_that_nobody_understands_is_named(foreign, bring, tmp_path) -> None:
    source = tmp_path / "source"
    shutil.copytree(foreign("dit", 10), source)
    path = source / "scheduler_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "warp_factor": 9, "clip_sample": True}))
    brought = bring(source)
    assert any("warp_factor" in note for note in brought.notes)
    assert "--clip range" in brought.like


def test_a_name_is_taken_once(foreign, bring) -> None:
    source = foreign("dit", 10)
    bring(source)
    with pytest.raises(ImportingError, match="--name"):
        bring(source)


@pytest.mark.parametrize(("role", "paradigm"), [("decoder", "vae"), ("generator", "gan")])
def test_a_graph_that_draws_is_asked_for_its_role(bring, tmp_path, role, paradigm) -> None:
    from tests.importing.foreign import to_graph

    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.Sigmoid(), torch.nn.Unflatten(1, (1, 8, 8)))
    to_graph(net, tmp_path / "draw.onnx", (torch.zeros(1, 4),), ["z"])
    with pytest.raises(ImportingError, match="--role"):
        bring(tmp_path / "draw.onnx")
    brought = bring(tmp_path / "draw.onnx", role=role)
    assert brought.card.paradigm == paradigm
    assert (brought.card.image.low, brought.card.image.high) == (0.0, 1.0)
    assert brought.card.image.shape == (1, 8, 8)


@pytest.mark.parametrize(("numbers", "size", "shape"), [(64, None, (1, 8, 8)), (192, None, (3, 8, 8)),
                                                        (192, 8, (3, 8, 8)), (192, 9, None), (65, None, None),
                                                        (64, -8, None), (64, 0, None)])  # fmt: skip
def test_a_row_is_a_picture_in_grey_or_colour(tmp_path, numbers, size, shape) -> None:
    from playground.importing.sources import look
    from tests.importing.foreign import to_graph

    to_graph(torch.nn.Linear(4, numbers), tmp_path / "row.onnx", (torch.zeros(1, 4),), ["z"], free=True)
    answers = Answers(role="decoder", size=size)
    if shape is None:
        with pytest.raises(ImportingError, match=r"no picture|--size"):
            look(tmp_path / "row.onnx", answers)
    else:
        assert look(tmp_path / "row.onnx", answers).image.shape == shape


def test_a_graph_that_lost_its_values_is_not_its_source(monkeypatch, bring, tmp_path) -> None:
    from playground.importing.graph_edit import Edit
    from tests.importing.foreign import to_graph

    net = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.Unflatten(1, (1, 8, 8)))
    to_graph(net, tmp_path / "draw.onnx", (torch.zeros(1, 4),), ["z"])
    finish = Edit.finish

    def spoiled(edit):
        model = finish(edit)
        node = next(node for node in model.graph.node if node.op_type == "Gemm")
        bias = next(each for each in model.graph.initializer if each.name == node.input[2])
        bias.raw_data = np.full(64, np.nan, dtype=np.float32).tobytes()
        return model

    monkeypatch.setattr(Edit, "finish", spoiled)
    with pytest.raises(ImportingError, match="not finite where its source is"):
        bring(tmp_path / "draw.onnx", role="decoder", range=(-1.0, 1.0))


def test_a_batch_that_fills_the_memory_is_refused_before_it_does(bring, tmp_path) -> None:
    import onnx

    from tests.importing.foreign import to_graph

    net = torch.nn.Sequential(torch.nn.Linear(4, 64), torch.nn.Unflatten(1, (1, 8, 8)))
    to_graph(net, tmp_path / "draw.onnx", (torch.zeros(1, 4),), ["z"])
    model = onnx.load(str(tmp_path / "draw.onnx"))
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 10**12
    onnx.save(model, str(tmp_path / "draw.onnx"))
    with pytest.raises(ImportingError, match="64,000,000,000,000 values at once"):
        bring(tmp_path / "draw.onnx", role="decoder", range=(-1.0, 1.0))


def test_nodes_from_which_nothing_follows_are_left_out() -> None:
    """Where TorchScript normalises groups, it leaves a loop that counts sizes."""
    from onnx import TensorProto, helper

    from playground.importing.graph_edit import leave_out_unused

    def port(name: str, kind: int = TensorProto.FLOAT):
        return helper.make_tensor_value_info(name, kind, [])

    inner = helper.make_graph(
        [helper.make_node("Add", ["outer", "outer"], ["there"])], "inner", [], [port("there")]
    )
    nodes = [
        helper.make_node("Neg", ["x"], ["outer"]), helper.make_node("Loop", ["n"], ["sizes"], body=inner),
        helper.make_node("Exp", ["sizes"], ["unused"]),
        helper.make_node("If", ["so"], ["y"], then_branch=inner, else_branch=inner),
    ]  # fmt: skip
    ports = [port("x"), port("n", TensorProto.INT64), port("so", TensorProto.BOOL)]
    model = helper.make_model(helper.make_graph(nodes, "net", ports, [port("y")]))
    leave_out_unused(model)
    assert [node.op_type for node in model.graph.node] == ["Neg", "If"]


def _more(model) -> None:
    model.graph.initializer[0].dims[0] = 10**10


def _none(model) -> None:
    model.graph.initializer[0].ClearField("raw_data")


def _less_than_none(model) -> None:
    model.graph.initializer[0].dims[:] = [-5, 3]


def _many(model) -> None:
    model.graph.initializer[0].dims[:] = [2**63 - 1] * 20_000


@pytest.mark.parametrize("claims", [_more, _none, _less_than_none, _many])
def test_weights_that_are_not_there_are_one_sentence(tmp_path, claims) -> None:
    import onnx

    from playground.importing.sources import look
    from tests.importing.foreign import to_graph

    to_graph(torch.nn.Linear(4, 64), tmp_path / "row.onnx", (torch.zeros(1, 4),), ["z"], free=True)
    model = onnx.load(str(tmp_path / "row.onnx"))
    claims(model)
    (tmp_path / "row.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ImportingError, match="it claims"):
        look(tmp_path / "row.onnx", Answers(role="decoder"))


def test_an_input_of_many_axes_is_one_sentence(tmp_path) -> None:
    import onnx

    from playground.importing.sources import look
    from tests.importing.foreign import to_graph

    to_graph(torch.nn.Linear(4, 64), tmp_path / "row.onnx", (torch.zeros(1, 4),), ["z"], free=True)
    model = onnx.load(str(tmp_path / "row.onnx"))
    for _ in range(20_000):
        model.graph.input[0].type.tensor_type.shape.dim.add(dim_value=2**62)
    (tmp_path / "row.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ImportingError, match="20,002 axes, more than 8"):
        look(tmp_path / "row.onnx", Answers(role="decoder"))


def test_weights_that_share_bytes_count_as_often_as_they_are_read(monkeypatch, tmp_path) -> None:
    import onnx

    from playground.importing import onnx_source

    (tmp_path / "weights.data").write_bytes(bytes(40))
    weights = [
        onnx.TensorProto(name=f"w{at}", data_type=onnx.TensorProto.FLOAT, dims=[10]) for at in range(3)
    ]
    for weight in weights:
        weight.data_location = onnx.TensorProto.EXTERNAL
        weight.external_data.add(key="location", value="weights.data")
    node = onnx.helper.make_node("Sum", [weight.name for weight in weights], ["out"])
    out = onnx.helper.make_tensor_value_info("out", onnx.TensorProto.FLOAT, [10])
    graph = onnx.helper.make_graph([node], "shared", [], [out], weights)
    (tmp_path / "net.onnx").write_bytes(onnx.helper.make_model(graph).SerializeToString())
    monkeypatch.setattr(onnx_source, "MAX_DATA", 120)
    assert len(onnx_source.load(tmp_path / "net.onnx").graph.initializer[2].raw_data) == 40
    monkeypatch.setattr(onnx_source, "MAX_DATA", 119)
    with pytest.raises(ImportingError, match="together"):
        onnx_source.load(tmp_path / "net.onnx")


def test_a_repository_is_fetched_and_imported(foreign, bring, monkeypatch, tmp_path) -> None:
    import huggingface_hub

    source, asked = foreign("dit", 10), []

    def snapshot(name: str, *, local_dir: Path, allow_patterns: list[str]) -> str:
        asked.append((name, tuple(allow_patterns)))
        shutil.copytree(source, local_dir)
        return str(local_dir)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    assert bring(Path("hf:someone/their-dit")).card.title == "their-dit"
    assert asked == [("someone/their-dit", ("*.json", "*.safetensors", "*/merges.txt"))]
    with pytest.raises(ImportingError, match="names no repository"):
        bring(Path("hf:../../etc"))


def test_weights_in_a_file_beside_the_graph(foreign, bring, pictures, tmp_path) -> None:
    import onnx

    model = onnx.load(foreign("reversed_velocity", 500) / "velocity.onnx")
    apart = tmp_path / "apart.onnx"
    onnx.save(model, apart, save_as_external_data=True, location="apart.data", size_threshold=256)
    assert denoising(bring(apart, pictures(16))).times.reversed
    data = (tmp_path / "apart.data").read_bytes()
    (tmp_path / "apart.data").write_bytes(data[: len(data) // 2])
    with pytest.raises(ImportingError, match="do not lie there"):
        bring(apart, pictures(16), name="cut")
    (tmp_path / "apart.data").unlink()
    (tmp_path / "apart.data").symlink_to("/etc/hostname")
    with pytest.raises(ImportingError, match="no file beside it"):
        bring(apart, pictures(16), name="linked")
