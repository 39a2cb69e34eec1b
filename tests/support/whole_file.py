"""Read an exported file back, whatever its kind: its size says how far something got, not that it is all."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image


def read_whole(path: Path) -> None:
    """Raise unless ``path`` holds something, and all of it reads."""
    match path.suffix:
        case ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(line for line in file if not line.startswith("#")))
            assert len(rows) > 1 and len({len(row) for row in rows}) == 1, path.name
        case ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                assert len([arrays[name] for name in arrays.files]) > 0, path.name
        case ".json":
            assert json.loads(path.read_bytes()), path.name
        case ".svg":
            assert len(ElementTree.parse(path).getroot()) > 0, path.name
        case _:
            with Image.open(path) as image:
                image.load()
                assert image.getextrema() != (0, 0), path.name
