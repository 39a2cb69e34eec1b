"""The image data sets that models are trained on: where their IDX files are, their labels and licence."""

from __future__ import annotations

from pathlib import Path

import msgspec

from playground.core.errors import DataError
from playground.core.images import LabelledImages, Part, read_labelled_images


class DataSet(msgspec.Struct, frozen=True, kw_only=True):
    """A data set in IDX files: its usual folder (if any), how to get it, its labels and its licence."""

    name: str
    title: str
    labels: tuple[str, ...]
    licence: str
    folder: Path | None = None
    torchvision: str = ""
    hint: str = ""


DATA_SETS = {
    data_set.name: data_set
    for data_set in (
        DataSet(
            name="fashion-mnist",
            title="Fashion-MNIST",
            labels=(
                "T-shirt",
                "Trousers",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Ankle boot",
            ),
            licence="Fashion-MNIST by Zalando Research, MIT licence",
            folder=Path("/usr/share/datasets/fashion-mnist"),
            torchvision="FashionMNIST",
            hint="install it (Debian: apt-get install dataset-fashion-mnist) or name its folder with --data",
        ),
        DataSet(
            name="mnist",
            title="MNIST",
            labels=tuple("0123456789"),
            licence="MNIST by Yann LeCun, Corinna Cortes and Chris Burges, CC BY-SA 3.0",
            torchvision="MNIST",
            hint="name the folder of its IDX files with --data",
        ),
    )
}


def load(name: str, part: Part, folder: Path | None = None) -> LabelledImages:
    """Images and labels of one part of a data set, read from ``folder`` or from its usual place.

    Raises :class:`DataError` with what to do when the data set is unknown or its files are not there.
    """
    if name not in DATA_SETS:
        raise DataError(f"There is no data set “{name}”; there are {', '.join(DATA_SETS)}.")
    data_set = DATA_SETS[name]
    place = folder or data_set.folder
    if place is None or not place.is_dir():
        if folder is None and (downloaded := _download(data_set)):
            place = downloaded
        else:
            missing = f"in {place}" if place else "yet"
            raise DataError(f"{data_set.title} is not there {missing}: {data_set.hint}.")
    images = read_labelled_images(place, part)
    if images.labels.size and int(images.labels.max()) >= len(data_set.labels):
        raise DataError(
            f"{place} does not hold {data_set.title}: its labels exceed {len(data_set.labels) - 1}."
        )
    return images


def _download(data_set: DataSet) -> Path | None:
    """Let torchvision, where it is installed, fetch the data set into the user's folder."""
    try:
        from torchvision import datasets  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return None
    from playground.core import folders

    root = folders.user_data() / "data"
    try:
        getattr(datasets, data_set.torchvision)(root=str(root), download=True)
    except (OSError, RuntimeError) as error:
        raise DataError(f"{data_set.title} could not be downloaded ({error}): {data_set.hint}.") from error
    return root / data_set.torchvision / "raw"
