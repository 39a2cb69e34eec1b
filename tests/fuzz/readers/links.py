"""Links that were pasted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.core.links import LessonLink, StateLink, read_link, write_link
from playground.core.recipe import change
from playground.paradigms.vae_images.recipes import Drawing
from playground.ui.shell.linking import read_state, told
from playground.ui.tabs.vae.state import VaeState
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.reader import Reader


def _links(_: Path) -> Sequence[bytes]:
    first = VaeState()
    there = {"decode.latent": (1.0, -2.5), "source": Drawing(bytes(784))}
    shown = change(first, images=first.images.with_values(**there))
    lab = change(first, stage="lab", lab=change(first.lab, run=change(first.lab.run, beta=4.0)))
    states = [StateLink("vae", msgspec.json.encode(told(state))) for state in (first, shown, lab)]
    links = [write_link(link) for link in (LessonLink("vae/border"), *states)]
    return [text.encode() for text in links]


def _read(path: Path) -> Any:
    link = read_link(path.read_text("utf-8", "replace"))
    return link if isinstance(link, LessonLink) else read_state(link, VaeState())


READERS = (
    Reader(
        name="link", seeds=_links, read=_read, mutate=mutate_text,
        opens=("playground.core.recipe.decode",),
    ),
)  # fmt: skip
