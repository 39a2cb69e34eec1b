"""The image data sets that models are trained on: where their IDX files are, their labels and licence."""

from __future__ import annotations

from pathlib import Path

import msgspec

from playground.core import dotted, folders
from playground.core.errors import DataError
from playground.core.images import LabelledImages, Part, read_labelled_images
from playground.datasets import own_sets
from playground.faces.licence import LICENCE as _FACES
from playground.faces.small import TRAINING_SIZES


class DataSet(msgspec.Struct, frozen=True, kw_only=True):
    """A data set: its default folder (if any), how to get it, its labels and its licence.

    It is in IDX files, unless ``read`` names the function that reads it from a folder, or ``made`` the one
    that puts it together, called with the name and the part.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    licence: str
    folder: Path | None = None
    torchvision: str = ""
    hint: str = ""
    read: str = ""
    made: str = ""


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
            hint="install it (Debian: apt-get install dataset-fashion-mnist), name its folder with --data, "
            "or have it downloaded with --download",
        ),
        DataSet(
            name="mnist",
            title="MNIST",
            labels=tuple("0123456789"),
            licence="MNIST by Yann LeCun, Corinna Cortes and Chris Burges, CC BY-SA 3.0",
            torchvision="MNIST",
            hint="name the folder of its IDX files with --data, or have it downloaded with --download",
        ),
        DataSet(
            name="emoji",
            title="Emoji in three styles",
            labels=("Twemoji", "Noto", "Fluent"),
            licence="Twemoji by Twitter and contributors, CC BY 4.0; Noto Emoji by Google, Apache 2.0; "
            "Fluent Emoji by Microsoft, MIT licence; names and keywords from Unicode CLDR, Unicode-3.0",
            hint="name the folder of emoji-32.npz and captions.json with --data",
            read="playground.zoo.text.captioned:read_emoji",
        ),
        DataSet(
            name="faces",
            title="Faces",
            labels=("face",),
            licence=_FACES,
            made="playground.zoo.made_faces:large",
        ),
        *(
            DataSet(
                name=f"faces-small-{count}{other}",
                title=f"Small world of faces, {count:,}{other and ' others'}",
                labels=("face",),
                licence=_FACES,
                made="playground.zoo.made_faces:small",
            )
            for count, other in (*((each, "") for each in TRAINING_SIZES), (TRAINING_SIZES[-1], "-other"))
        ),
    )
}


def load(name: str, part: Part, folder: Path | None = None, *, download: bool = False) -> LabelledImages:
    """Images and labels of one part of a data set, read from ``folder`` or from its default one.

    A ``folder`` that is a data set of the user's own has the labels that its record says.
    Only with ``download`` is it fetched from the network. Raises :class:`DataError` with what to do when the
    data set is unknown or its files are not there.
    """
    if name not in DATA_SETS:
        raise DataError(f"There is no data set “{name}”; there are {', '.join(DATA_SETS)}.")
    data_set = DATA_SETS[name]
    if data_set.made and folder is None:
        made: LabelledImages = dotted.load(data_set.made)(name, part)
        return made
    place = folder or default_folder(data_set)
    if folder is None and place is None and download:
        place = _download(data_set)
    if place is None or not place.is_dir():
        missing = f"in {place}" if place else "yet"
        raise DataError(f"{data_set.title} is not there {missing}: {data_set.hint}.")
    own = own_sets.at(folder)
    images: LabelledImages = (
        dotted.load(data_set.read)(place, part)
        if data_set.read and own is None
        else read_labelled_images(place, part)
    )
    title, labels = (data_set.title, data_set.labels) if own is None else (own.title, own.labels or ("",))
    if images.labels.size and int(images.labels.max()) >= len(labels):
        raise DataError(f"{place} does not hold {title}: its labels exceed {len(labels) - 1}.")
    return images


def is_of(name: str, *parts: LabelledImages) -> bool:
    """Whether images are those of a data set, by the sample that ships of it; true where none ships."""
    place = folders.held_out(name)
    if place is None:
        return True
    shipped = {image.tobytes() for image in read_labelled_images(place, "t10k").images}
    held = {image.tobytes() for part in parts for image in part.images}
    return bool(held) and (shipped <= held or held <= shipped)


def is_here(name: str) -> bool:
    """Whether the files of a data set are on this machine, where nobody has to say where they are."""
    return name in DATA_SETS and default_folder(DATA_SETS[name]) is not None


def default_folder(data_set: DataSet) -> Path | None:
    """Where it is already: installed with the system, or downloaded by an earlier command."""
    places = (data_set.folder, _downloaded(data_set))
    return next((place for place in places if place is not None and place.is_dir()), None)


def _downloaded(data_set: DataSet) -> Path:
    return folders.user_data() / "data" / data_set.torchvision / "raw"


def _download(data_set: DataSet) -> Path:
    """Let torchvision fetch the data set into the user's folder."""
    try:
        from torchvision import datasets  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise DataError(
            f"{data_set.title} is downloaded by the package torchvision, which is not installed; install it, "
            "or name the folder of the IDX files with --data."
        ) from error
    place = _downloaded(data_set)
    try:
        getattr(datasets, data_set.torchvision)(root=str(place.parent.parent), download=True)
    except (OSError, RuntimeError) as error:
        raise DataError(f"{data_set.title} could not be downloaded ({error}): {data_set.hint}.") from error
    return place
