"""Changes of trees of values, written as JSON, TOML or MessagePack.

A change may put text of the format itself in the place of a value (a numeral that no float holds, brackets
100,000 deep, a key twice): a mark stands for it in the tree and is replaced once the tree is written.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random
from typing import Any, AnyStr

import msgspec

from tests.fuzz.mutate import plain
from tests.fuzz.mutate.values import NUMERALS, SIMPLE, TEXTS

_MARK = "@raw@"
_DEPTHS = (50, 1000, 3000, 100_000)


def json_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Another JSON document, or one that is none."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return plain.mutate_text(rng, data, seeds)
    return _then_plain(rng, written(rng, changed(rng, tree)), seeds)


def toml_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Another TOML document, or one that is none."""
    try:
        tree = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        return plain.mutate_text(rng, data, seeds)
    text = _filled(rng, _toml(changed(rng, tree)), f'"{_MARK}"', _TOML)
    return _then_plain(rng, text.encode("utf-8", "surrogatepass"), seeds)


def message_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """Another MessagePack message, or one that is none."""
    try:
        tree = msgspec.msgpack.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return plain.mutate(rng, data, seeds)
    try:
        data = msgspec.msgpack.encode(_with_extensions(rng, changed(rng, tree)))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return plain.mutate(rng, data, seeds)
    data = _filled(rng, data, msgspec.msgpack.encode(_MARK), _MESSAGE)
    return data if rng.random() < 0.7 else plain.mutate(rng, data, seeds)


def written(rng: Random, tree: Any) -> bytes:
    """A changed tree as JSON; texts may hold halves of surrogate pairs and bytes that are no UTF-8."""
    text = json.dumps(tree, ensure_ascii=rng.random() < 0.5)
    data = _filled(rng, text, f'"{_MARK}"', _JSON).encode("utf-8", "surrogatepass")
    return data[: plain.LARGEST]


def _filled(rng: Random, text: AnyStr, mark: AnyStr, makers: Sequence[Callable[[Random], AnyStr]]) -> AnyStr:
    """Every mark replaced by something else, as long as the text is not too large."""
    first, *others = text.split(mark)
    parts, size = [first], len(text)
    for other in others:
        raw = rng.choice(makers)(rng) if size < plain.LARGEST else text[:0]
        size += len(raw)
        parts += [raw, other]
    return text[:0].join(parts)


def changed(rng: Random, tree: Any) -> Any:
    """The tree with one to three of its values, keys or lengths changed, unless that makes it too large."""
    root = {"": deepcopy(tree)}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if places := _places(root):
            _change(rng, *rng.choice(places[1:] or places))
    return root.get("") if _size(root) < plain.LARGEST else tree


def _size(tree: Any) -> int:
    """About how long the tree is when it is written, no further than counts."""
    size, waiting = 0, [tree]
    while waiting and size < plain.LARGEST:
        node = waiting.pop()
        size += len(node) if isinstance(node, str) else 1
        waiting += (
            [*node, *node.values()] if isinstance(node, dict) else node if isinstance(node, list) else ()
        )
    return size


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every container with every key of it."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 5000:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        found += [(node, key) for key in keys]
        waiting += [node[key] for key in keys]
    return found


def _change(rng: Random, node: Any, key: Any) -> None:
    what = rng.randrange(12)
    if what < 3:
        node[key] = deepcopy(rng.choice(SIMPLE))
    elif what < 5:
        node[key] = _MARK
    elif what == 5:
        del node[key]
    elif what == 6:
        node[key] = deepcopy(rng.choice(_places({"": node}))[0])
    elif what == 7 and isinstance(node, dict):
        node[rng.choice(TEXTS)] = node.pop(key)
    elif what == 8 and isinstance(node, dict):
        node[rng.choice(TEXTS)] = deepcopy(rng.choice(SIMPLE))
    elif what == 9 and isinstance(node, list):
        node[key:key] = [deepcopy(node[key])] * rng.choice((1, 10, 1000))
    elif what == 10 and isinstance(node[key], int | float) and not isinstance(node[key], bool):
        node[key] = rng.choice(
            (-node[key], node[key] * 1000, float(node[key]), str(node[key]), node[key] + 1)
        )
    elif isinstance(node[key], str):
        text = node[key]
        at = rng.randrange(len(text) + 1)
        node[key] = text[:at] + rng.choice((*TEXTS, "\ud800", "\udfff")) + text[at:]
    else:
        node[key] = [node[key]]


def _numeral(rng: Random) -> str:
    return rng.choice(NUMERALS)


def _nested(begin: str, middle: str, end: str) -> Callable[[Random], str]:
    def make(rng: Random) -> str:
        depth = rng.choice(_DEPTHS)
        return begin * depth + middle + (end * depth if rng.random() < 0.5 else "")

    return make


def _of(*texts: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(texts)


_JSON: tuple[Callable[[Random], str], ...] = (
    _numeral,
    _numeral,
    _numeral,
    _nested("[", "", "]"),
    _nested('{"a":', "1", "}"),
    _of('"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\x"', '"\x00"', '"'),
    _of('{"kind":1,"kind":2}', '{"a":1,"a":1}', '{"version":1,"version":1e400}'),
    _of("", ",", "nul", "True", "None", "//", "/*", "[1,]", "{1:2}", "'a'"),
)
_TOML: tuple[Callable[[Random], str], ...] = (
    _numeral,
    _numeral,
    _nested("[", "", "]"),
    _nested("{a=", "1", "}"),
    _of("1979-05-27T07:32:00Z", "9999-99-99", "07:32:00", "1979-05-27", "inf", "-nan", "0o7", "0b2"),
    _of(
        '"""',
        "'''a",
        '"\\ud800"',
        '"\\U00110000"',
        "",
        "{a=1,a=2}",
        "{a.b=1,a=2}",
        "\n[a]\n",
        "\n[[a]]\n[a]\n",
    ),
    lambda rng: "1\n" + ".".join("a" * rng.choice((2, 30, 40, 500, 20_000))) + "=1\n",
)
_MESSAGE: tuple[Callable[[Random], bytes], ...] = (
    lambda rng: rng.choice((b"\x91", b"\x81\xa1a", b"\xdd\0\0\0\1")) * rng.choice(_DEPTHS),
    lambda rng: (
        rng.choice((b"\xdb", b"\xc6", b"\xdd", b"\xdf"))
        + rng.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"))
    ),
    lambda rng: rng.choice((b"\xc9\x7f\xff\xff\xff\1", b"\xc7\0\1", b"\xd4\1\0", b"\xc1", b"\xd9\2\xff\xfe")),
    lambda rng: b"\xcf" + rng.randbytes(8),
    lambda rng: (
        b"\xcb" + rng.choice((b"\x7f\xf8\0\0\0\0\0\0", b"\x7f\xf0\0\0\0\0\0\0", b"\xff\xf0\0\0\0\0\0\0"))
    ),
)


def _toml(tree: Any) -> str:
    if not isinstance(tree, dict):
        return _toml_value(tree)
    return "".join(f"{_toml_key(key)} = {_toml_value(value)}\n" for key, value in tree.items())


def _toml_key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else json.dumps(key)


def _toml_value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_key(key)} = {_toml_value(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _with_extensions(rng: Random, tree: Any) -> Any:
    """Arrays travel as extensions: their head and their bytes are changed, too."""
    if isinstance(tree, dict):
        return {key: _with_extensions(rng, value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_with_extensions(rng, value) for value in tree]
    if isinstance(tree, msgspec.msgpack.Ext) and rng.random() < 0.5:
        return msgspec.msgpack.Ext(
            rng.choice((tree.code, tree.code, tree.code, 0, 5)), _array(rng, tree.data)
        )
    return tree


def _array(rng: Random, data: bytes) -> bytes:
    size = int.from_bytes(data[:2], "little")
    kinds = (
        "<f4",
        "|O",
        "<U3",
        "<U99999999",
        "V8",
        "<M8[s]",
        "(2,2)f4",
        "f4,O",
        "",
        "x",
        "|b1",
        ">c16",
        "a" * 3000,
    )
    sides = ((), (0,), (-1,), (2**62, 4), (10**18,), (3, -1), (-1, -1), (1,) * 70, (2,))
    what = rng.randrange(4)
    if what == 0:
        return plain.mutate(rng, bytes(data), ())
    head: Any = (rng.choice(kinds), rng.choice(sides))
    if what == 1:
        head = (head[0], msgspec.msgpack.decode(data[2 : 2 + size])[1])
    text = msgspec.msgpack.encode(head)
    return len(text).to_bytes(2, "little") + text + data[2 + size :]


def _then_plain(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    return data if rng.random() < 0.8 else plain.mutate_text(rng, data, seeds)
