"""What pictures are compared with: features of a data set's training images, summed up in a small file.

``assets/features/<data set>.safetensors`` holds the mean and covariance of the features of all training
images, and the features themselves of a balanced part of them in half precision. Its header says which
classifier they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.images import LabelledImages
from playground.core.progress import Progress, unwatched
from playground.core.regular_files import check_regular
from playground.evaluate.distances import Matrix, Moments, moments
from playground.evaluate.features import Features, Labels, Looker, balanced
from playground.export.atomic import write_file
from playground.runtimes.model_files import MAX_BYTES

FORMAT = "playground-features-1"
KEPT = 5000


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The header: which images, seen by which classifier."""

    format: str = FORMAT
    data: str
    images: int
    classifier: str
    classifier_sha256: str


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """Moments over all training images, and features ``(kept, d)`` of some with their classes ``(kept,)``."""

    facts: Facts
    moments: Moments
    features: Features
    labels: Labels


def reference_file(data: str) -> Path:
    """Where the features of a data set's training images ship."""
    return folders.assets() / "features" / f"{data}.safetensors"


def make_reference(
    images: LabelledImages, classifier: Looker, kept: int = KEPT, progress: Progress = unwatched
) -> Reference:
    """Look at all ``images`` and sum up what was seen; ``progress`` counts images."""
    card = classifier.card
    features = _watched((seen.features for seen in classifier.stream(images.images)), len(images), progress)
    some = balanced(images.labels)[:kept]
    return Reference(
        facts=Facts(data=card.data, images=len(images), classifier=card.name, classifier_sha256=card.hash),
        moments=moments(features),
        features=features[some].astype(np.float16).astype(np.float64),
        labels=images.labels[some].astype(np.int64),
    )


def write_reference(path: Path, reference: Reference, *, overwrite: bool = False) -> None:
    """Write the file whole or not at all; raises ``ExportError``."""
    from safetensors.numpy import save

    arrays: dict[str, NDArray[Any]] = {
        "mean": reference.moments.mean,
        "covariance": reference.moments.covariance,
        "features": reference.features.astype(np.float16),
        "labels": reference.labels.astype(np.uint16),
    }
    facts = {"features": msgspec.json.encode(reference.facts).decode()}
    write_file(path, save(arrays, facts), overwrite=overwrite)


def read_reference(path: Path) -> Reference:
    """Read such a file; raises :class:`DataError` if it is damaged."""
    # The window knows of features, and its process never loads what reads them.
    from safetensors import safe_open

    with guarded(DataError, f"The features {path} must be installed again, since they cannot be read"):
        check_regular(path, MAX_BYTES)
        with safe_open(path, framework="np") as file:
            facts = msgspec.json.decode((file.metadata() or {})["features"], type=Facts)
            mean, covariance, features = (
                file.get_tensor(name).astype(np.float64) for name in ("mean", "covariance", "features")
            )
            labels = file.get_tensor("labels").astype(np.int64)
    if facts.format != FORMAT or not _fit(mean, covariance, features, labels):
        raise DataError(f"The features {path} do not fit this program; install the file again.")
    return Reference(facts=facts, moments=Moments(mean, covariance), features=features, labels=labels)


def find_reference(
    classifier: Looker, places: Iterable[Path], make: Callable[[], Reference] | None
) -> Reference:
    """The first file that is of this very classifier, or else what ``make`` gives.

    Raises :class:`DataError` where there is neither.
    """
    card = classifier.card
    for path in places:
        if path.is_file() and _is_of(found := read_reference(path), card):
            return found
    if make is None:
        raise DataError(
            f"The features of the training images by this version of {card.name} are missing; name the "
            "folder of the data set with --data, so that they can be made."
        )
    return make()


def _is_of(reference: Reference, card: Card) -> bool:
    return (reference.facts.data, reference.facts.classifier_sha256) == (card.data, card.hash)


def _fit(mean: Matrix, covariance: Matrix, features: Features, labels: Labels) -> bool:
    size = mean.shape[:1]
    shapes = (mean.shape, covariance.shape, features.shape[1:]) == (size, (*size, *size), size)
    return (
        shapes
        and labels.shape == features.shape[:1]
        and all(np.isfinite(array).all() for array in (mean, covariance, features))
    )


def _watched(blocks: Iterable[Features], total: int, progress: Progress) -> Features:
    found: list[Features] = []
    done = 0
    for block in blocks:
        found.append(block)
        done += len(block)
        progress(done, total)
    return np.concatenate(found)
