"""A graph from anywhere is judged by parsing alone, and refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper  # noqa: E402

from playground.core.errors import ModelFileError  # noqa: E402
from playground.paradigms.cards import read_card  # noqa: E402
from playground.runtimes import graph_nodes, graph_verdict  # noqa: E402
from playground.runtimes.graph_check import judge  # noqa: E402
from playground.runtimes.graph_verdict import check_graph  # noqa: E402


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphs are judged in this process, each anew: what the child adds is tested with the child."""
    monkeypatch.setattr(graph_verdict, "check_in_child", judge)
    monkeypatch.setattr(graph_verdict, "kept", lambda key: None)
    monkeypatch.setattr(graph_verdict, "keep", lambda key, verdict: None)


def refused(models: Path, change: Callable[[onnx.ModelProto], object], part: str = "decoder") -> str:
    """The sentence for the graph after ``change``."""
    path = models / "tiny" / f"{part}.onnx"
    model = onnx.load(path, load_external_data=False)
    change(model)
    path.write_bytes(model.SerializeToString())
    return sentence(models, part)


def sentence(models: Path, part: str = "decoder") -> str:
    with pytest.raises(ModelFileError) as caught:
        check_graph(read_card(models / "tiny"), models / "tiny", part)
    assert f"{part}.onnx" in caught.value.sentence
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


def external(model: onnx.ModelProto) -> TensorProto:
    return next(tensor for tensor in model.graph.initializer if tensor.data_location == TensorProto.EXTERNAL)


def place(key: str, value: str) -> Callable[[onnx.ModelProto], None]:
    """Change one entry of where the first external tensor lies."""

    def change(model: onnx.ModelProto) -> None:
        next(entry for entry in external(model).external_data if entry.key == key).value = value

    return change


def add_node(operator: str, **attributes: object) -> Callable[[onnx.ModelProto], None]:
    return lambda model: model.graph.node.append(
        helper.make_node(operator, ["latent"], ["extra"], **attributes)
    )


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_a_sound_graph_passes(models: Path, part: str) -> None:
    check_graph(read_card(models / "tiny"), models / "tiny", part)


@pytest.mark.parametrize("location", ["../secret", "/etc/passwd", "C:\\secret", "other.bin", "", "card.toml"])
def test_external_data_outside_the_card(models: Path, location: str) -> None:
    (models / "secret").write_bytes(b"s" * 10_000)
    (models / "tiny" / "other.bin").write_bytes(b"o" * 10_000)
    assert "not a file of the model" in refused(models, place("location", location))


@pytest.mark.parametrize("key", ["prepacked_0", "offset", "checksum"])
def test_external_data_of_which_more_is_said(models: Path, key: str) -> None:
    def change(model: onnx.ModelProto) -> None:
        external(model).external_data.add(key=key, value="MatMul+1|0;16;0")

    assert "more of its place" in refused(models, change)


def test_a_graph_that_is_another_in_the_runtimes_own_format(models: Path) -> None:
    path = models / "tiny" / "decoder.onnx"
    graph = path.read_bytes()
    # The version, which comes again later and counts then, and a producer that is called “ORTM”.
    both = b"\x08\x08\x12\x04ORTM" + graph
    assert onnx.load_model_from_string(both).graph == onnx.load_model_from_string(graph).graph
    path.write_bytes(both)
    assert "ONNX Runtime’s own format" in sentence(models)


def test_external_data_through_a_link(models: Path) -> None:
    weights = models / "tiny" / "weights.safetensors"
    weights.rename(models / "secret")
    try:
        weights.symlink_to(models / "secret")
    except OSError:
        pytest.skip("links cannot be made here")
    assert "is a link" in sentence(models)


@pytest.mark.parametrize(
    ("key", "value"),
    [("offset", "-4"), ("offset", "100000"), ("offset", "x"), ("length", "3"), ("length", "9" * 30)],
)
def test_external_data_that_is_not_there(models: Path, key: str, value: str) -> None:
    assert "place" in (text := refused(models, place(key, value))) or "do not lie" in text


@pytest.mark.parametrize(
    "operator",
    ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli",
     "Dropout", "Loop", "Scan", "If", "NonZero", "ConstantOfShape", "Nonsense"],
)  # fmt: skip
def test_operators_outside_the_list(models: Path, operator: str) -> None:
    assert f"“{operator}”" in refused(models, add_node(operator))


def test_a_foreign_domain(models: Path) -> None:
    assert "foreign domain “com.evil”" in refused(models, add_node("Add", domain="com.evil"))


def test_a_graph_inside_an_allowed_operator(models: Path) -> None:
    inner = helper.make_graph([], "inner", [], [])
    assert "nested" in refused(models, add_node("Relu", body=inner))


def test_functions(models: Path) -> None:
    relu = helper.make_node("Relu", ["a"], ["b"])
    function = helper.make_function("here", "f", ["a"], ["b"], [relu], [helper.make_opsetid("", 18)])
    assert "functions" in refused(models, lambda model: model.functions.append(function))


def test_too_many_nodes(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_nodes, "MAX_NODES", 5)
    assert "more than 5" in sentence(models)


def test_gigabytes_of_claimed_size(models: Path) -> None:
    huge = TensorProto(name="huge", dims=[1 << 20, 1 << 20], data_type=TensorProto.FLOAT)
    assert "of more than 1,073,741,824 numbers" in refused(
        models, lambda model: model.graph.initializer.append(huge)
    )


def test_a_tensor_that_claims_more_than_it_holds(models: Path) -> None:
    tensor = TensorProto(name="more", dims=[100], data_type=TensorProto.FLOAT, raw_data=b"1234")
    assert "claims 400 bytes, but holds 4" in refused(models, lambda m: m.graph.initializer.append(tensor))


def test_a_negative_size(models: Path) -> None:
    tensor = TensorProto(name="minus", dims=[-1], data_type=TensorProto.FLOAT)
    assert "negative" in refused(models, lambda model: model.graph.initializer.append(tensor))


def many_axes(model: onnx.ModelProto) -> None:
    tensor = external(model)
    tensor.dims[:] = [1] * 8 + [*tensor.dims]


def test_a_tensor_of_more_axes_than_any_needs(models: Path) -> None:
    assert "axes, more than 8" in refused(models, many_axes)


def test_a_value_of_more_axes_than_any_needs(models: Path) -> None:
    def add(model: onnx.ModelProto) -> None:
        model.graph.node.append(helper.make_node("Unsqueeze", [model.graph.input[0].name, "where"], ["wide"]))
        model.graph.initializer.append(helper.make_tensor("where", TensorProto.INT64, [7], [*range(7)]))

    assert "9 axes, more than 8" in refused(models, add)


def test_strings(models: Path) -> None:
    tensor = helper.make_tensor("text", TensorProto.STRING, [1], ["a"])
    assert "unusual data type" in refused(models, lambda model: model.graph.initializer.append(tensor))


def test_a_constant_outside_the_graph(models: Path) -> None:
    value = TensorProto(name="v", dims=[1], data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    node = helper.make_node("Constant", [], ["extra"], value=value)
    assert "outside the graph" in refused(models, lambda model: model.graph.node.append(node))


def open_sides(model: onnx.ModelProto) -> None:
    """Name the sides of the outputs, as exporters do where they cannot tell."""
    for value in model.graph.output:
        for index, side in enumerate(value.type.tensor_type.shape.dim):
            side.dim_param = f"{value.name}_{index}"


def test_sides_that_the_graph_leaves_open_are_inferred(models: Path) -> None:
    path = models / "tiny" / "decoder.onnx"
    model = onnx.load(path, load_external_data=False)
    open_sides(model)
    path.write_bytes(model.SerializeToString())
    check_graph(read_card(models / "tiny"), models / "tiny", "decoder")


def test_open_sides_hide_no_other_shape(models: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        open_sides(model)
        shape = next(tensor for tensor in model.graph.initializer if tensor.name == "image_shape")
        shape.CopyFrom(helper.make_tensor("image_shape", TensorProto.INT64, [4], [-1, 1, 5, 6]))

    assert "“location” is not float32 of shape (batch, 1, 6, 5)" in refused(models, change)


def test_open_sides_hide_no_fixed_batch(models: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        open_sides(model)
        shape = next(tensor for tensor in model.graph.initializer if tensor.name == "image_shape")
        shape.CopyFrom(helper.make_tensor("image_shape", TensorProto.INT64, [4], [1, 1, 6, 5]))

    assert "the batch of “location” is fixed to 1" in refused(models, change)


@pytest.mark.parametrize(("operator", "given"), [("Expand", "least"), ("Tile", "latent")])
def test_a_small_file_that_would_fill_the_memory(models: Path, operator: str, given: str) -> None:
    def change(model: onnx.ModelProto) -> None:
        shape = helper.make_tensor("huge_shape", TensorProto.INT64, [2], [1 << 20, 1 << 20])
        model.graph.initializer.append(shape)
        model.graph.node.append(helper.make_node(operator, [given, "huge_shape"], ["extra"]))

    assert "numbers per image" in refused(models, change)


def test_large_padding(models: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        pads = [0, 0, 1 << 16, 1 << 16, 0, 0, 0, 0]
        model.graph.initializer.append(helper.make_tensor("pads", TensorProto.INT64, [8], pads))
        model.graph.node.append(helper.make_node("Pad", ["location", "pads"], ["extra"]))

    assert "numbers per image" in refused(models, change)


def rename_output(model: onnx.ModelProto) -> None:
    model.graph.output[0].name = "picture"


def resize_output(model: onnx.ModelProto) -> None:
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = 7


def fix_batch(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 1


def double_input(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.DOUBLE


def swap_outputs(model: onnx.ModelProto) -> None:
    first, second = model.graph.output
    first.name, second.name = second.name, first.name


def expose_weight(model: onnx.ModelProto) -> None:
    model.graph.input.append(helper.make_tensor_value_info("least", TensorProto.FLOAT, []))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rename_output, "outputs are picture, log_scale, but the card says location, log_scale"),
        (swap_outputs, "outputs are log_scale, location"),
        (resize_output, "“location” is not float32 of shape (batch, 1, 6, 5)"),
        (double_input, "“latent” is not float32"),
        (fix_batch, "the batch of “latent” is fixed to 1"),
        (expose_weight, "replaced by inputs"),
    ],
)
def test_ports_that_differ_from_the_card(models: Path, change: Callable, words: str) -> None:
    assert words in refused(models, change)


def test_shapes_that_do_not_fit_together(models: Path) -> None:
    def change(model: onnx.ModelProto) -> None:
        model.graph.initializer.append(helper.make_tensor("five", TensorProto.FLOAT, [5], [0.0] * 5))
        model.graph.node.append(helper.make_node("Add", ["latent", "five"], ["extra"]))

    assert "do not fit together" in refused(models, change)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x80\x04K\x01.", b"\x0a\xff\xff\xff\xff\x0f" * 50])
def test_nonsense(models: Path, data: bytes) -> None:
    (models / "tiny" / "decoder.onnx").write_bytes(data)
    sentence(models)


def test_deep_nesting(models: Path) -> None:
    data = b""
    for _ in range(3000):  # Attribute g holds a graph, whose node holds an attribute, and so on.
        for tag in (b"\x32", b"\x2a", b"\x0a"):
            length, size = len(data), b""
            while True:
                size += bytes([length & 127 | (128 if length > 127 else 0)])
                length >>= 7
                if not length:
                    break
            data = tag + size + data
    (models / "tiny" / "decoder.onnx").write_bytes(data)
    sentence(models)


def test_a_file_too_large(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_verdict, "MAX_GRAPH_BYTES", 10)
    assert "larger than" in sentence(models)


def test_a_missing_file(models: Path) -> None:
    (models / "tiny" / "decoder.onnx").unlink()
    assert "cannot be read" in sentence(models)
