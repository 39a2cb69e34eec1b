"""Folders of diffusers that lie on the Hugging Face Hub, ``hf:owner/name``: what is asked for is fetched."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playground.core import plain_text
from playground.core.errors import ImportingError

SCHEME = "hf:"
_NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_WANTED = ("*.json", "*.safetensors", "*/merges.txt")
"""Nothing else of a repository is fetched, and no code or pickle."""


def is_on_hub(source: str) -> bool:
    """Whether a source is named so."""
    return source.startswith(SCHEME)


def fetched(source: str, folder: Path) -> Path:
    """The repository's configurations and weights in a folder; raises :class:`ImportingError`."""
    name = source.removeprefix(SCHEME)
    if not _NAME.fullmatch(name):
        raise ImportingError(
            f"“{plain_text.line(source)}” names no repository, such as hf:google/ddpm-cifar10-32."
        )
    # Nobody asked for counts of what is used to be sent.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ImportingError(
            "To fetch from the Hugging Face Hub its client is needed: "
            "pip install 'generative-playground[import]'."
        ) from error
    place = folder / name.partition("/")[2]
    try:
        snapshot_download(name, local_dir=place, allow_patterns=list(_WANTED))
    except (OSError, ValueError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ImportingError(
            f"{name} could not be fetched from the Hugging Face Hub: {lines[0][:200]}"
        ) from error
    return place
