"""Graphs that try to hang, crash or fill whatever reads them, made from the decoder of the tiny model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import onnx
from onnx import ModelProto, TensorProto, helper

Change: TypeAlias = Callable[[ModelProto], None]

HUGE, MOST, LEAST = 1 << 62, (1 << 63) - 1, -(1 << 63)
_ODD = (0, -1, 1 << 20, 1 << 31, HUGE, MOST, LEAST)


def hostile(sound: Path) -> Iterator[tuple[str, bytes]]:
    """Named graphs, as bytes, each made from the sound one."""
    for name, change in CHANGES.items():
        model = onnx.load(sound, load_external_data=False)
        change(model)
        yield name, model.SerializeToString()


def using(
    operator: str,
    inputs: tuple[Any, ...] = ("latent",),
    *,
    opset: int = 0,
    outputs: int = 1,
    before: tuple[onnx.NodeProto, ...] = (),
    **attributes: Any,
) -> Change:
    """A node whose result enters a picture, so that no optimiser takes it away; lists become constants."""

    def change(model: ModelProto) -> None:
        graph = model.graph
        names = [
            given if isinstance(given, str) else _constant(graph, f"given_{index}", given)
            for index, given in enumerate(inputs)
        ]
        for node in graph.node:
            for index, name in enumerate(node.output):
                if name == "location":
                    node.output[index] = "plain"
        graph.node.extend(before)
        results = ["hostile", *(f"hostile_{index}" for index in range(1, outputs))]
        graph.node.append(helper.make_node(operator, names, results, **attributes))
        graph.node.append(helper.make_node("Cast", ["hostile"], ["number"], to=TensorProto.FLOAT))
        graph.node.append(helper.make_node("ReduceMax", ["number"], ["largest"], keepdims=0))
        graph.node.append(helper.make_node("Add", ["plain", "largest"], ["location"]))
        if opset:
            model.opset_import[0].version = opset

    return change


def _constant(graph: onnx.GraphProto, name: str, value: Any) -> str:
    kind = TensorProto.FLOAT if any(isinstance(one, float) for one in value) else TensorProto.INT64
    graph.initializer.append(helper.make_tensor(name, kind, [len(value)], value))
    return name


def _image(*shape: int) -> tuple[onnx.NodeProto, ...]:
    """Nodes that make “image” of a shape from the latent."""
    side = helper.make_node("Constant", [], ["image_sides"], value_ints=list(shape))
    first = helper.make_node("ReduceMax", ["latent"], ["one_number"], keepdims=0)
    return side, first, helper.make_node("Expand", ["one_number", "image_sides"], ["image"])


_IMAGE = _image(1, 1, 4, 4)


def einsums() -> dict[str, Change]:
    """Equations that are none."""
    texts = {
        "dots": "." * 5,
        "many dots": "." * 6000,
        "two dots": "..",
        "four dots": "....->....",
        "two ellipses": "......->...",
        "dots inside": "a...b...->ab",
        "empty": "",
        "arrow": "->",
        "two arrows": "ab->ab->ab",
        "half an arrow": "ab-",
        "too few": "ab,ab->ab",
        "unknown result": "ab->abc",
        "twice in result": "ab->aabb",
        "signs": "ab*->ab",
        "digits": "12->12",
        "long": ",".join(["ab"] * 3000),
        "not text": "\udcff",
        "nul": "ab\0->ab",
        "spaces": " " * 100_000 + "ab->ab",
        "no terms": ",,,,",
    }
    made: dict[str, Change] = {}
    for name, text in texts.items():
        raw = text.encode("utf-8", "surrogateescape")
        made[f"Einsum: {name}"] = using("Einsum", equation=raw)
    alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    wide = tuple(
        helper.make_node("Expand", ["latent", "wide_sides"], ["wide"]) if index else
        helper.make_node("Constant", [], ["wide_sides"], value_ints=[2] * 52)
        for index in range(2)
    )  # fmt: skip
    made["Einsum: 52 axes"] = using("Einsum", ("wide",), before=wide, equation=f"{alphabet}->{alphabet}")
    made["Einsum: outer products"] = using(
        "Einsum", ("latent",) * 24, equation=",".join(f"a{alphabet[index + 1]}" for index in range(24))
        + "->" + alphabet[1:25],
    )  # fmt: skip
    return made


def attributes() -> dict[str, Change]:
    """Numbers that no operator expects."""
    made: dict[str, Change] = {}
    for odd in _ODD:
        for operator, names in {
            "Conv": ("kernel_shape", "pads", "strides", "dilations", "group"),
            "ConvTranspose": (
                "kernel_shape", "pads", "strides", "dilations", "group", "output_padding", "output_shape",
            ),
            "MaxPool": ("kernel_shape", "pads", "strides", "dilations"),
            "AveragePool": ("kernel_shape", "pads", "strides"),
        }.items():  # fmt: skip
            for name in names:
                value: Any = odd if name == "group" else [odd] * (4 if name == "pads" else 2)
                settings: dict[str, Any] = {} if "Conv" in operator else {"kernel_shape": [2, 2]}
                weights = ("image", "image") if "Conv" in operator else ("image",)
                made[f"{operator}: {name} {odd}"] = using(
                    operator, weights, before=_IMAGE, **{**settings, name: value}
                )
        for operator, settings, inputs in (
            ("Transpose", {"perm": [odd, odd]}, ("latent",)),
            ("Softmax", {"axis": odd}, ("latent",)),
            ("LogSoftmax", {"axis": odd}, ("latent",)),
            ("Concat", {"axis": odd}, ("latent", "latent")),
            ("Gather", {"axis": odd}, ("latent", [0])),
            ("Flatten", {"axis": odd}, ("latent",)),
            ("ArgMax", {"axis": odd}, ("latent",)),
            ("CumSum", {}, ("latent", [odd])),
            ("Split", {"axis": odd}, ("latent", [1, 1])),
            ("Split", {"num_outputs": odd}, ("latent",)),
            ("Split", {"axis": 1}, ("latent", [odd, 2 - odd if abs(odd) < HUGE else odd])),
            ("DepthToSpace", {"blocksize": odd}, ("image",)),
            ("SpaceToDepth", {"blocksize": odd}, ("image",)),
            ("GroupNormalization", {"num_groups": odd}, ("image", [1.0], [0.0])),
            ("LayerNormalization", {"axis": odd}, ("latent", [1.0, 1.0])),
            ("LpNormalization", {"axis": odd, "p": 2}, ("latent",)),
            ("LpNormalization", {"axis": 1, "p": odd}, ("latent",)),
            ("MeanVarianceNormalization", {"axes": [odd]}, ("latent",)),
            ("Cast", {"to": odd}, ("latent",)),
            ("Gemm", {"transB": odd}, ("latent", "latent")),
            ("Mod", {"fmod": odd}, ("latent", "latent")),
            ("Mod", {"fmod": 0}, ([LEAST], [odd])),
            ("Div", {}, ([LEAST], [odd])),
            ("Trilu", {"upper": 1}, ("latent", [odd])),
            ("Shape", {"start": odd, "end": odd}, ("latent",)),
            ("Squeeze", {}, ("latent", [odd])),
            ("Unsqueeze", {}, ("latent", [odd])),
            ("ReduceSum", {}, ("latent", [odd])),
            ("Slice", {}, ("latent", [odd], [odd], [1], [odd])),
            ("Slice", {}, ("latent", [0], [odd], [1], [1])),
            ("Slice", {}, ("latent", [odd], [LEAST], [1], [-1])),
            ("Reshape", {}, ("latent", [odd, odd])),
            ("Reshape", {"allowzero": odd}, ("latent", [0, odd])),
            ("Expand", {}, ("latent", [odd, 1, 1])),
            ("Expand", {}, ("latent", [1] * 100_000)),
            ("Pad", {}, ("latent", [odd] * 4)),
            ("Pad", {"mode": "reflect"}, ("latent", [0, odd, 0, odd])),
            ("Pad", {"mode": "edge"}, ("latent", [odd, 0, 0, 0])),
            ("Pad", {"mode": "wrap"}, ("latent", [0, odd, 0, 0])),
            ("Resize", {}, ("latent", "", "", [1, odd])),
            ("Resize", {}, ("latent", "", [1.0, float(odd)])),
            ("Resize", {"axes": [odd]}, ("latent", "", "", [1])),
            ("Tile", {}, ("latent", [odd, odd])),
            ("Range", {}, ([0], [odd], [1])),
            ("ConstantOfShape", {}, ([odd],)),
            ("OneHot", {}, ([0], [odd], [0, 1])),
            ("Constant", {"value_ints": [odd] * 100_000}, ()),
            ("Gather", {"axis": 0}, ([1, 2, 3], [odd])),
            ("GatherElements", {"axis": odd}, ("latent", [0])),
            ("Attention", {"q_num_heads": odd, "kv_num_heads": odd}, ("latent", "latent", "latent")),
            ("BatchNormalization", {"training_mode": odd}, ("latent", *([1.0, 1.0],) * 4)),
        ):  # fmt: skip
            name = f"{operator}: {settings or inputs[1:]} of {str(inputs)[:40]} {odd}"[:100]
            made[name] = using(
                operator, inputs, before=_IMAGE, outputs=2 if operator == "Split" else 1,
                opset=23 if operator == "Attention" else 21 if operator == "GroupNormalization" else 0,
                **settings,
            )  # fmt: skip
    for count in (1 << 16, 1 << 20):
        made[f"Transpose: {count} axes"] = using("Transpose", perm=[0] * count)
        made[f"Unsqueeze: {count} axes"] = using("Unsqueeze", ("latent", list(range(count))))
        made[f"Reshape: {count} sides"] = using("Reshape", ("latent", [1] * count))
    made["Resize: nonsense"] = using("Resize", ("latent", "", [float("nan"), float("inf")]))
    made["Resize: nothing"] = using("Resize", ("latent", "", "", ""))
    made["Expand: no shape"] = using("Expand", ("latent", "none"))
    return made


def structures() -> dict[str, Change]:
    """Things that are wrong with the whole."""

    def opset(*versions: int) -> Change:
        def change(model: ModelProto) -> None:
            del model.opset_import[:]
            model.opset_import.extend(helper.make_opsetid("", version) for version in versions)

        return change

    def version(number: int) -> Change:
        return lambda model: setattr(model, "ir_version", number)

    def cycle(model: ModelProto) -> None:
        model.graph.node.append(helper.make_node("Add", ["latent", "round"], ["about"]))
        model.graph.node.append(helper.make_node("Identity", ["about"], ["round"]))

    def itself(model: ModelProto) -> None:
        model.graph.node.append(helper.make_node("Identity", ["self"], ["self"]))

    def twice(model: ModelProto) -> None:
        model.graph.node.append(helper.make_node("Relu", ["latent"], ["hidden"]))

    def shadow(model: ModelProto) -> None:
        model.graph.node.append(helper.make_node("Relu", ["latent"], ["latent"]))

    def weights_twice(model: ModelProto) -> None:
        model.graph.initializer.append(helper.make_tensor("flat_shape", TensorProto.INT64, [1], [1]))
        model.graph.initializer.append(helper.make_tensor("flat_shape", TensorProto.INT64, [2], [1, 1]))

    def backwards(model: ModelProto) -> None:
        nodes = list(model.graph.node)[::-1]
        del model.graph.node[:]
        model.graph.node.extend(nodes)

    def chain(length: int, operator: str = "Relu") -> Change:
        def change(model: ModelProto) -> None:
            name = "latent"
            for index in range(length):
                model.graph.node.append(helper.make_node(operator, [name], [f"c{index}"]))
                name = f"c{index}"

        return change

    def doubling(count: int) -> Change:
        """Concatenated with itself again and again."""

        def change(model: ModelProto) -> None:
            before = [helper.make_node("Concat", ["latent", "latent"], ["d0"], axis=1)]
            before += [
                helper.make_node("Concat", [f"d{index}"] * 2, [f"d{index + 1}"], axis=1)
                for index in range(count)
            ]
            using("Identity", (f"d{count}",), before=tuple(before))(model)

        return change

    def squares(count: int) -> Change:
        """Shapes that are multiplied with themselves until they overflow."""

        def change(model: ModelProto) -> None:
            model.graph.initializer.append(helper.make_tensor("s0", TensorProto.INT64, [1], [3]))
            before = [helper.make_node("Mul", [f"s{index}"] * 2, [f"s{index + 1}"]) for index in range(count)]
            using("Expand", ("latent", f"s{count}"), before=tuple(before))(model)

        return change

    def inputs(count: int) -> Change:
        return using("Concat", ("latent",) * count, axis=1)

    def names(model: ModelProto) -> None:
        model.graph.node[0].name = "n" * 10_000_000

    def axes(model: ModelProto) -> None:
        tensor = TensorProto(name="axes", dims=[1] * 1_000_000, data_type=TensorProto.FLOAT, raw_data=b"1234")
        model.graph.initializer.append(tensor)

    def nothing(model: ModelProto) -> None:
        tensor = TensorProto(name="nothing", dims=[0, HUGE, HUGE], data_type=TensorProto.FLOAT, raw_data=b"")
        model.graph.initializer.append(tensor)
        using("Identity", ("nothing",))(model)

    def values(count: int) -> Change:
        def change(model: ModelProto) -> None:
            side = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [HUGE] * count)
            model.graph.value_info.append(side)

        return change

    def metadata(model: ModelProto) -> None:
        for index in range(100_000):
            model.metadata_props.add(key=str(index), value="v")

    return {
        **{f"opset {number}": opset(number) for number in (0, -1, 1, 5, 1 << 20, 1 << 31, HUGE, MOST, LEAST)},
        "no opset": opset(),
        "two opsets": opset(18, 1),
        "many opsets": opset(*range(1, 25)),
        **{f"IR {number}": version(number) for number in (0, -1, 1, 2, 3, 100, 1 << 31, HUGE, LEAST)},
        "cycle": cycle,
        "cycle of one": itself,
        "a value twice": twice,
        "an input again": shadow,
        "weights twice": weights_twice,
        "backwards": backwards,
        "chain of 19,000": chain(19_000),
        "chain of 300,000": chain(300_000),
        "chain of shapes": chain(4_000, "Shape"),
        "doubling 30 times": doubling(30),
        "doubling 70 times": doubling(70),
        "squares 5 times": squares(5),
        "squares 9 times": squares(9),
        "100,000 inputs": inputs(100_000),
        "a name of 10 MB": names,
        "a million axes": axes,
        "nothing of a huge shape": nothing,
        "wrong shapes of values": values(2),
        "many wrong sides": values(100_000),
        "metadata": metadata,
    }


def sizes() -> dict[str, Change]:
    """Results whose size depends on what is computed, or on constants that are."""

    def by_data(operator: str, *rest: Any, **settings: Any) -> Change:
        """A size of the label's kind: what is given, multiplied, as a whole number."""
        before = (
            helper.make_node("ReduceMax", ["latent"], ["any"], keepdims=0),
            helper.make_node("Mul", ["any", "nought"], ["zero"]),
            helper.make_node("Add", ["zero", "much"], ["some"]),
            helper.make_node("Cast", ["some"], ["whole"], to=TensorProto.INT64),
            helper.make_node("Unsqueeze", ["whole", "first_axis"], ["size"]),
            helper.make_node("Concat", ["size", "one_side"], ["two_sizes"], axis=0),
            helper.make_node("Concat", ["no_side", "no_side", "no_side", "size"], ["pads"], axis=0),
            helper.make_node("Cast", ["two_sizes"], ["scales"], to=TensorProto.FLOAT),
        )

        def change(model: ModelProto) -> None:
            graph = model.graph
            graph.initializer.append(helper.make_tensor("nought", TensorProto.FLOAT, [], [0.0]))
            graph.initializer.append(helper.make_tensor("much", TensorProto.FLOAT, [], [1.5e9]))
            graph.initializer.append(helper.make_tensor("first_axis", TensorProto.INT64, [1], [0]))
            graph.initializer.append(helper.make_tensor("one_side", TensorProto.INT64, [1], [2]))
            graph.initializer.append(helper.make_tensor("no_side", TensorProto.INT64, [1], [0]))
            using(operator, ("latent", *rest), before=before, **settings)(model)

        return change

    def by_constants(operator: str, *rest: Any) -> Change:
        """A size that only whoever folds constants can tell."""
        before = (
            helper.make_node("Constant", [], ["base"], value_floats=[10.0]),
            helper.make_node("Constant", [], ["power"], value_floats=[9.0]),
            helper.make_node("Pow", ["base", "power"], ["much"]),
            helper.make_node("Cast", ["much"], ["size"], to=TensorProto.INT64),
            helper.make_node("Constant", [], ["one_side"], value_ints=[2]),
            helper.make_node("Concat", ["size", "one_side"], ["two_sizes"], axis=0),
        )
        return using(operator, ("latent", *rest), before=before)

    return {
        "Expand by data": by_data("Expand", "two_sizes"),
        "Pad by data": by_data("Pad", "pads"),
        "Resize by data": by_data("Resize", "", "", "two_sizes"),
        "Resize by data, scales": by_data("Resize", "", "scales"),
        "Tile by data": by_data("Tile", "two_sizes"),
        "Reshape by data": by_data("Reshape", "two_sizes"),
        "Expand by constants": by_constants("Expand", "two_sizes"),
        "Resize by constants": by_constants("Resize", "", "", "two_sizes"),
    }


def repeated() -> dict[str, Change]:
    """Settings that stand twice: the first is sound, and the second is what somebody else may read."""

    def change(model: ModelProto) -> None:
        using("Einsum", ("latent", "latent"), equation="ab,cb->ac")(model)
        (node,) = (node for node in model.graph.node if node.op_type == "Einsum")
        node.attribute.append(helper.make_attribute("equation", "....."))

    return {"Einsum: two equations": change}


CHANGES: dict[str, Change] = {**einsums(), **attributes(), **structures(), **sizes(), **repeated()}
