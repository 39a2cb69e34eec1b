"""Past findings that a few lines make, since they are large or say more so; others lie in ``corpus``."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

_DIGITS = "9" * 5000
_BLOCKS = 2_000_000


def _npz(header: str, method: int = zipfile.ZIP_DEFLATED, body: bytes = b"") -> bytes:
    """An archive of one array, whose header is any text."""
    text = header.encode("latin-1")
    member = b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + body
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("recipe.npy", member, method)
        archive.writestr("images.npy", member, method)
    return out.getvalue()


def _described(kind: str, shape: str = "()") -> str:
    return f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}"


_ARRAYS: Mapping[str, Callable[[], bytes]] = {
    "TokenError": partial(_npz, "{'descr': '<U3', 'shape': (" + " '''"),
    "RecursionError": partial(_npz, "-" * 9000 + "1"),
    "MemoryError of the parser": partial(_npz, "(" * 3000),
    "MemoryError of the array": partial(_npz, _described("'<f4'", "(35184372088832,)")),
    "5,000 digits": partial(_npz, _described("'<U3'", f"({_DIGITS},)")),
    "TypeError of the keys": partial(_npz, "{1: 2, 'a': 3}"),
    "TypeError of the kind": partial(_npz, _described("{'a': 1}")),
    "kind of 5,000 digits": partial(_npz, _described(f"'<U{_DIGITS}'")),
    "shape that is a number": partial(_npz, _described("'<U3'", "3")),
    "objects": partial(_npz, _described("'|O'"), body=b"\x80\x04N."),
    "damaged LZMA": lambda: _npz(_described("'<U3'"), zipfile.ZIP_LZMA).replace(b"\x5d\0\0", b"\xff\xff\xff"),
}


def _recipe(**changed: Any) -> bytes:
    recipe = {"kind": "vae-sample", "model": "tiny"}
    return json.dumps({"format": "playground-recipe", "version": 1, "recipe": recipe, **changed}).encode()


def _gif_of_small_blocks() -> bytes:
    """A picture whose data come a byte at a time."""
    head = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\2"
    return head + b"\1\0" * _BLOCKS + b"\0;"


def _session(**changed: Any) -> bytes:
    return json.dumps({"format": "playground-session", "version": 2, "tab": "vae", **changed}).encode()


def _checkpoint(step: int, seconds: float = 1.5) -> bytes:
    facts = {
        "format": "playground-checkpoint-1", "step": step, "seconds": seconds, "best": 0.25,
        "best_step": min(step, 5), "recipe": '{"epochs":3}',
    }  # fmt: skip
    return _safetensors({"__metadata__": {"facts": json.dumps(facts)}})


def _safetensors(header: Any, body: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def _many_axes(sides: int) -> bytes:
    """A tensor of so many sides that their product takes minutes."""
    return _safetensors(
        {"a": {"dtype": "F32", "shape": [2**63 - 1] * sides, "data_offsets": [0, 8]}}, bytes(8)
    )


def _graph_of_many_axes(sides: int) -> bytes:
    from onnx import TensorProto, helper

    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, raw_data=bytes(8), dims=[2**63 - 1] * sides)
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 4]) for name in "xy"]
    node = helper.make_node("Mul", ["x", "w"], ["y"])
    made: bytes = helper.make_model(
        helper.make_graph([node], "g", ports[:1], ports[1:], [weight])
    ).SerializeToString()
    return made


def _network(**changed: Any) -> bytes:
    blocks = changed.pop("blocks", 2)
    return json.dumps({
        "_class_name": "UNet2DConditionModel", "cross_attention_dim": 8, "attention_head_dim": 2,
        "down_block_types": ["CrossAttnDownBlock2D"] * blocks, "norm_num_groups": 4,
        "up_block_types": ["CrossAttnUpBlock2D"] * blocks, "block_out_channels": [8] * blocks,
        "mid_block_type": "UNetMidBlock2DCrossAttn", **changed,
    }).encode()  # fmt: skip


def _scalar_points() -> bytes:
    points = {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}
    return _safetensors({"__metadata__": {"key": "k"}, "points": points}, bytes(4))


def _long_key() -> bytes:
    return ".".join("a" * 10_000).encode() + b" = 1"


def _league(recipe: Any) -> bytes:
    runs = [{"seed": seed, "diverged": False, "measures": {"seconds": 1.5}} for seed in range(2)]
    standing = {"name": "flow", "title": "Flow", "runs": runs, "spreads": {}}
    return json.dumps(
        {"format": "playground-league-2", "recipe": recipe, "standings": [standing], "over": True}
    ).encode()


PAST: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "recipe-npz": _ARRAYS,
    "arrays-npz": _ARRAYS,
    "recipe-json": {
        "version of 5,000 digits": lambda: _recipe().replace(
            b'"version": 1', b'"version": ' + _DIGITS.encode()
        ),
        "version −10⁵⁰": partial(_recipe, version=-(10**50)),
        "nested too deeply": lambda: b'{"a":' * 100_000,
    },
    "recipe-gif": {"blocks of one byte": _gif_of_small_blocks},
    "pictures-gif": {"blocks of one byte": _gif_of_small_blocks},
    "session": {
        "size 2³¹": partial(_session, size=[2**31, 800]),
        "columns −2³¹ − 1": partial(_session, columns=[300, -(2**31) - 1, 300]),
        "columns 10⁵⁰": partial(_session, columns=[300, 10**50, 300]),
    },
    "checkpoint": {
        "step −5": partial(_checkpoint, -5),
        "step 10¹⁸": partial(_checkpoint, 10**18),
        "endless": partial(_checkpoint, 5, float("inf")),
        "facts nested too deeply": lambda: _safetensors({"__metadata__": {"facts": '{"a":' * 2000}}),
    },
    "card": {"key of 10,000 parts": _long_key},
    "lessons": {"key of 10,000 parts": _long_key},
    "beat": {"nested too deeply": lambda: b'{"more":' + b"[" * 5000},
    "trajectories": {
        "points that are a number": _scalar_points,
        "490,000 axes": partial(_many_axes, 490_000),
    },
    "safetensors-header": {"490,000 axes": partial(_many_axes, 490_000)},
    "import-network": {
        "10⁷ layers two lists deep": partial(_network, transformer_layers_per_block=[[10**7], [10**7]]),
        "200 blocks of 200 layers of 200": partial(
            _network, blocks=200, layers_per_block=200, transformer_layers_per_block=200
        ),
        "22,500 entries": partial(_network, note=[[0] * 150] * 150),
        "side of 400 digits": partial(_network, sample_size=10**400),
        "60,000 places a side": lambda: json.dumps(
            {"_class_name": "DiTTransformer2DModel", "sample_size": 60_000, "patch_size": 1}
        ).encode(),
    },
    "import-json": {"side of 400 digits": partial(_network, sample_size=10**400)},
    "import-state": {"490,000 axes": partial(_many_axes, 490_000)},
    "import-graph": {"100,000 axes": partial(_graph_of_many_axes, 100_000)},
    "features": {"490,000 axes": partial(_many_axes, 490_000)},
    "judge": {"490,000 axes": partial(_many_axes, 490_000)},
    "league-shown": {
        "no seconds": partial(_league, {"budget": "seconds"}),
        "no steps": partial(_league, {"budget": "steps"}),
        "seconds that are none": partial(_league, {"budget": "seconds", "seconds": None}),
    },
    "losses": {"a byte that is no text": lambda: b'{"step": 50, "loss": 1}\n{"step": 100, "loss": \xff}\n'},
}
"""By reader and name."""
