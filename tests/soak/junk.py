"""Files that nobody should open, and that are dropped on the window all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random

_MAGIC = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".gif": b"GIF89a",
    ".npz": b"PK\x03\x04",
    ".webp": b"RIFF\0\0\0\0WEBP",
}


def _noise(random: Random, suffix: str) -> bytes:
    return _MAGIC.get(suffix, b"") + random.randbytes(random.randrange(2000))


def _nested(random: Random, _suffix: str) -> bytes:
    return b"[" * random.randrange(1, 100_000)


def _odd(random: Random, _suffix: str) -> bytes:
    recipe = {
        "kind": random.choice(("vae-decode", "league", "diffusion-sample", "no-such")),
        "version": 10**50,
    }
    return json.dumps({"format": "playground-recipe", "recipe": recipe, "size": 10**18}).encode()


def _nothing(_random: Random, _suffix: str) -> bytes:
    return b""


_MAKERS: tuple[Callable[[Random, str], bytes], ...] = (_noise, _noise, _nested, _odd, _nothing)


def make(folder: Path, random: Random, exported: list[Path]) -> Path:
    """A file in a folder, under one of a few names: nonsense, or an exported file with a few wrong bytes."""
    suffix = random.choice((*_MAGIC, ".json", ".svg", ".toml", ""))
    if exported and random.random() < 0.4:
        source = random.choice(exported)
        content = bytearray(source.read_bytes()[: random.choice((100, 10_000, 10**7))])
        for _ in range(min(len(content), 20)):
            content[random.randrange(len(content))] = random.randrange(256)
        data, suffix = bytes(content), source.suffix
    else:
        data = random.choice(_MAKERS)(random, suffix)
    path = folder / f"junk-{random.randrange(10)}{suffix}"
    path.write_bytes(data)
    return path
