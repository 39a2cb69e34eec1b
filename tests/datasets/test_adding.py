"""Pictures of users become data sets: what is read, what is left out, and what is held out."""

from __future__ import annotations

import math
import os
import shutil
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image

from playground.core import folders
from playground.core.errors import DataError
from playground.core.heldout import read_about
from playground.core.images import idx_head, read_labelled_images, write_idx
from playground.core.memory_limit import VARIABLE
from playground.core.progress import Cancelled
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.inspection import inspect
from playground.datasets.preparing import Preparation
from playground.datasets.source import Item, Source


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    folder.mkdir()
    return folder


def draw(path: Path, seed: int, side: int = 16) -> None:
    """A picture of its own for every seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)).save(path)


def added(place: Path, name: str = "own", how: Preparation | None = None, **more: object) -> own_sets.OwnSet:
    source = source_of(str(place), labels=str(more.pop("labels", "")))
    return add(source, Order(name=name, place=str(place), how=how or Preparation(), **more))  # type: ignore[arg-type]


def pictures(name: str = "own") -> dict[str, np.ndarray]:
    folder = own_sets.folder_of(name)
    return {part: read_labelled_images(folder, part).images for part in ("train", "t10k")}  # type: ignore[arg-type]


def test_sub_folders_are_classes_and_every_class_is_held_out(place: Path) -> None:
    for seed in range(40):
        draw(place / ("cat" if seed % 2 else "dog") / "deeper" / f"{seed}.png", seed)
    own = added(place)
    assert own.labels == ("cat", "dog") and own.of_classes == (20, 20)
    assert (own.training, own.held_out, own.shape) == (36, 4, (3, 16, 16))
    held_out = read_labelled_images(own_sets.folder_of("own"), "t10k")
    assert sorted(held_out.labels.tolist()) == [0, 0, 1, 1]
    assert folders.held_out("own") == own_sets.folder_of("own")
    assert read_about(own_sets.folder_of("own")).shape == (4, 3, 16, 16)


def test_train_and_test_are_respected_and_validation_is_there_to_learn_from(place: Path) -> None:
    for seed, folder in enumerate(("train/a", "train/b", "val/a", "test/b", "other")):
        draw(place / folder / "one.png", seed)
    own = added(place)
    assert (own.training, own.held_out, own.labels) == (3, 1, ("a", "b"))
    assert own.left_out == ("The folder other lies beside the training part: left out.",)


def test_a_share_is_held_out_by_content(place: Path, tmp_path: Path) -> None:
    for seed in range(30):
        draw(place / f"{seed}.png", seed)
        draw(tmp_path / "renamed" / f"{1000 - seed}.bmp", seed)
    first, second = added(place, held_out=0.2), added(tmp_path / "renamed", "again", held_out=0.2)
    assert first.held_out == 6
    assert first.sha256 == second.sha256
    for part, images in pictures().items():
        np.testing.assert_array_equal(images, pictures("again")[part])
    draw(place / "more.png", 77)
    assert added(place, "third").sha256 != first.sha256


def test_duplicates_are_named_and_never_on_both_sides(place: Path) -> None:
    for seed in range(6):
        draw(place / "train" / f"{seed}.png", seed)
        draw(place / "test" / f"{seed}.png", seed + 4)
    own = added(place)
    assert own.duplicates_count == 2
    assert own.duplicates[0] == "train/4.png is the same picture as test/0.png."
    sides = [{one.tobytes() for one in images} for images in pictures().values()]
    assert not sides[0] & sides[1] and sum(map(len, sides)) == 10


def test_the_same_picture_in_two_classes_is_said(place: Path) -> None:
    for seed in range(3):
        draw(place / "a" / f"{seed}.png", seed)
        draw(place / "b" / f"{seed}.png", seed + 2)
    assert added(place).duplicates == ("b/0.png is the same picture as a/2.png, though of another class.",)


def test_one_broken_picture_is_named_and_the_rest_used(place: Path) -> None:
    for seed in range(3):
        draw(place / f"{seed}.png", seed)
    whole = (place / "0.png").read_bytes()
    (place / "cut.png").write_bytes(whole[:-200])
    (place / "text.jpg").write_text("no picture")
    (place / "notes.txt").write_text("passed over")
    own = added(place)
    assert own.training + own.held_out == 3
    assert own.left_out_count == 3
    told = " ".join(own.left_out)
    assert "cut.png was left out: image file is truncated" in told
    assert "text.jpg was left out: it is no picture that can be read." in told
    assert "1 file that is no picture was passed over." in told


def test_a_picture_that_claims_a_billion_pixels_is_not_decoded(place: Path) -> None:
    for seed in range(2):
        draw(place / f"{seed}.png", seed)
    for name, side in (
        ("bomb.pbm", b"40000 40000"),
        ("warned.pbm", b"9500 9500"),
        ("large.pbm", b"9000 9000"),
    ):
        (place / name).write_bytes(b"P4\n" + side + b"\n")
    own = added(place)
    assert own.left_out_count == 3
    assert all("it claims more than 80 million pixels." in sentence for sentence in own.left_out)


def test_links_to_folders_are_not_followed_and_links_to_files_are(place: Path, tmp_path: Path) -> None:
    draw(place / "a.png", 0)
    draw(tmp_path / "outside" / "b.png", 1)
    (place / "b.png").symlink_to(tmp_path / "outside" / "b.png")
    (place / "loop").symlink_to(place)
    (place / "itself.png").symlink_to(place / "itself.png")
    (place / "nowhere.png").symlink_to(tmp_path / "none")
    own = added(place)
    assert own.training + own.held_out == 2
    told = " ".join(own.left_out)
    assert "The link loop leads to a folder and was not followed." in told
    assert "itself.png" in told and "nowhere.png was left out: there is no such file." in told


def test_looking_through_a_folder_hears_that_nobody_waits_any_more(place: Path) -> None:
    for index in range(1000):
        (place / f"{index}.png").touch()
    heard: list[None] = []

    def heed() -> None:
        heard.append(None)
        if len(heard) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        source_of(str(place), heed=heed)
    assert len(heard) == 2 and len(source_of(str(place), heed=lambda: heard.append(None))) == 1000
    assert len(heard) > 4


def test_a_folder_that_goes_while_it_is_read_makes_no_half_a_set(place: Path, tmp_path: Path) -> None:
    for seed in range(6):
        draw(place / f"{seed}.png", seed)
    source = source_of(str(place))

    def pulled(done: int, _total: int) -> None:
        if done == 3:
            place.rename(tmp_path / "elsewhere")

    with pytest.raises(DataError, match=r"is no longer there; nothing was made of its pictures\.$"):
        add(source, Order(name="own", place=""), pulled)
    assert not list(folders.own_data_sets().iterdir())
    with pytest.raises(DataError, match="no longer there"):
        inspect(source, Preparation())


def test_what_may_not_be_read_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(4):
        draw(place / ("open" if seed < 3 else "shut") / f"{seed}.png", seed)
    scandir = os.scandir

    def refusing(folder: Path) -> Iterator[os.DirEntry[str]]:
        if Path(folder).name == "shut":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    own = added(place)
    assert own.training + own.held_out == 3
    assert own.left_out == ("The folder shut was left out: it may not be read by you.",)


@pytest.mark.parametrize("inside", ["", "train/"])
def test_one_folder_among_loose_pictures_is_no_class(place: Path, inside: str) -> None:
    for seed in range(12):
        draw(place / f"{inside}{'thumbs/' if seed < 3 else ''}{seed}.png", seed)
    own = added(place)
    assert own.labels == () and own.training + own.held_out == 12
    assert own.left_out == (
        "One folder, thumbs, among pictures is no class: all are taken, and none has a class.",
    )


def test_folders_that_differ_in_capitals_are_one_class(place: Path) -> None:
    for seed, folder in enumerate(("Cat", "cat", "dog")):
        draw(place / folder / "a.png", seed)
    own = added(place)
    assert own.labels == ("Cat", "dog") and own.of_classes == (2, 1)
    assert own.left_out == ("The folders Cat and cat have the same name but for capitals: one class.",)


@pytest.mark.parametrize(("count", "copies", "sentence"), [
    (0, 1, "There is no picture that can be used"),
    (1, 1, "There is one picture in "),
    (1, 3, "all others are the same"),
])  # fmt: skip
def test_too_few_pictures_are_one_sentence_and_leave_nothing(
    place: Path, count: int, copies: int, sentence: str
) -> None:
    for copy in range(count * copies):
        draw(place / f"{copy}.png", 0)
    with pytest.raises(DataError, match=sentence):
        added(place)
    assert not list(folders.own_data_sets().iterdir())


def test_a_name_is_given_once_and_only_if_it_can_be_one(place: Path) -> None:
    for seed in range(2):
        draw(place / f"{seed}.png", seed)
    added(place)
    for name, sentence in (("own", "already"), ("../x", "cannot name"), ("mnist", "came with the program")):
        with pytest.raises(DataError, match=sentence):
            added(place, name)
    own_sets.remove("own")
    assert own_sets.names() == () and len(list(place.iterdir())) == 2
    with pytest.raises(DataError, match="none was added yet"):
        own_sets.remove("own")


@pytest.mark.parametrize("end", [Cancelled, KeyboardInterrupt])
def test_what_is_stopped_leaves_nothing(place: Path, end: type[BaseException]) -> None:
    for seed in range(4):
        draw(place / f"{seed}.png", seed)

    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise end

    with pytest.raises(end):
        add(source_of(str(place)), Order(name="own", place=""), stop)
    assert not list(folders.own_data_sets().iterdir())


def test_a_full_disk_is_one_sentence(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(4):
        draw(place / f"{seed}.png", seed)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match=r"was not written to .*: no space left on device"):
        added(place)
    assert not list(folders.own_data_sets().iterdir())


class Many:
    """Pictures that exist only while they are read."""

    title, labels, has_parts, notes, licence = "many", (), False, (), ""

    def __len__(self) -> int:
        return 2000

    def __getitem__(self, index: int) -> Item:
        pixels = np.random.default_rng(index)
        return Item(
            str(index), 0, "", lambda: Image.fromarray(pixels.integers(0, 256, (64, 64, 3), np.uint8))
        )


def test_memory_does_not_hold_the_pictures() -> None:
    tracemalloc.start()
    try:
        own = add(Many(), Order(name="many", place=""))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert own.training + own.held_out == 2000
    assert most < 2000 * 64 * 64 * 3 / 4


def test_more_than_a_file_may_hold_is_said_before_anything_is_read(place: Path) -> None:
    class Huge(Many):
        def __len__(self) -> int:
            return 100_000

        def __getitem__(self, index: int) -> Item:
            raise AssertionError("read")

    with pytest.raises(DataError, match=r"100,000 pictures of 128 × 128 take 4,915 MB.* or --channels grey"):
        add(Huge(), Order(name="huge", place="", how=Preparation(size=128)))


def test_arrays_that_memory_cannot_hold_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A head alone, of 100,000 pictures in colour.
    (tmp_path / "train-images-idx4-ubyte").write_bytes(idx_head((100_000, 3, 128, 128)))
    monkeypatch.setenv(VARIABLE, "4")
    with pytest.raises(DataError, match=r"takes about 9\.8 GB of memory, more than the 4\.0 GB that"):
        source_of(str(tmp_path))
    monkeypatch.setenv(VARIABLE, "16")
    with pytest.raises(DataError, match=r"is missing|is damaged"):
        source_of(str(tmp_path))


def test_pictures_of_idx_files_are_those_of_the_set(tmp_path: Path) -> None:
    draw_from = np.random.default_rng(0)
    for sides in ((12, 10, 10), (12, 3, 10, 10)):
        folder = tmp_path / str(len(sides))
        folder.mkdir()
        arrays = {part: draw_from.integers(0, 256, sides, np.uint8) for part in ("train", "t10k")}
        for part, images in arrays.items():
            write_idx(folder / f"{part}-images-idx{len(sides)}-ubyte.gz", images)
            write_idx(folder / f"{part}-labels-idx1-ubyte.gz", np.arange(12, dtype=np.uint8) % 3)
        own = added(folder, f"set{len(sides)}")
        assert own.labels == ("0", "1", "2") and (own.training, own.held_out) == (12, 12)
        for part, images in pictures(own.name).items():
            whole = arrays[part] if len(sides) == 4 else arrays[part][:, None]
            assert {one.tobytes() for one in images} == {one.tobytes() for one in whole}


@pytest.mark.parametrize("images", ["images", "x"])
def test_archives_hold_pictures_by_their_usual_names(tmp_path: Path, images: str) -> None:
    rng = np.random.default_rng(1)
    parts = ("", "") if images == "images" else ("_train", "_test")
    arrays = {f"{images}{part}": rng.random((20, 8, 8, 3)) * 2 - 1 for part in parts}
    arrays |= {f"{'labels' if images == 'images' else 'y'}{part}": np.arange(20) % 2 for part in parts}
    np.savez(tmp_path / "some.npz", **arrays)
    own = added(tmp_path / "some.npz")
    assert own.labels == ("0", "1") and own.shape == (3, 8, 8)
    assert own.held_out == (2 if images == "images" else 20)
    levels = np.concatenate(list(pictures().values()))
    assert levels.min() < 3 and levels.max() > 252


def test_words_are_classes_and_truth_values_hold_out(tmp_path: Path) -> None:
    images = np.random.default_rng(1).integers(0, 256, (20, 8, 8, 3), np.uint8)
    styles, held_out = np.array(["round", "flat"] * 10), np.arange(20) < 5
    np.savez(tmp_path / "some.npz", images=images, style=styles, held_out=held_out)
    own = added(tmp_path / "some.npz", labels="style")
    assert own.labels == ("flat", "round") and own.held_out == 5
    assert added(tmp_path / "some.npz", "plain").labels == ()
    with pytest.raises(DataError, match="has no “colour” to take classes from"):
        added(tmp_path / "some.npz", "none", labels="colour")


def test_a_range_that_cannot_be_told_is_asked_for(tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", images=np.random.default_rng(0).normal(0, 3, (4, 8, 8)))
    with pytest.raises(DataError, match="such as 0 1"):
        source_of(str(tmp_path / "some.npz"), levels=(0.0, math.inf))
    with pytest.raises(DataError, match="say with --range"):
        added(tmp_path / "some.npz")
    source = source_of(str(tmp_path / "some.npz"), levels=(-9.0, 9.0))
    assert add(source, Order(name="own", place="")).shape == (1, 8, 8)


@pytest.mark.parametrize(
    ("place", "package"), [("hf:someone/pictures", "datasets"), ("x.parquet", "pyarrow")]
)
def test_what_needs_a_package_says_so(
    place: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.parquet").touch()
    monkeypatch.setattr("importlib.metadata.version", lambda _: "99")
    for name in (package, f"{package}.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DataError, match=f"by the package {package}, which is not installed"):
        source_of(place)


class Column(list):
    """A column of a table, as pyarrow gives it."""

    def to_pylist(self) -> list:
        return [*self]

    def __getitem__(self, row: int) -> SimpleNamespace:
        return SimpleNamespace(as_py=lambda: super(Column, self).__getitem__(row))


class Parquet:
    """A file of two row groups whose columns its name says, read as pyarrow does."""

    columns: ClassVar[dict[str, list]] = {}
    told: ClassVar[dict[bytes, bytes]] = {}

    def __init__(self, path: Path) -> None:
        self.num_row_groups = 2
        self.schema_arrow = SimpleNamespace(names=[*self.columns], metadata=self.told)
        self.metadata = SimpleNamespace(row_group=lambda at: SimpleNamespace(num_rows=3 + at))

    def read_row_group(self, at: int, columns: list[str]) -> SimpleNamespace:
        rows = slice(0, 3) if at == 0 else slice(3, 7)
        return SimpleNamespace(column=lambda name: Column({n: self.columns[n] for n in columns}[name][rows]))


@pytest.fixture
def parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Source]:
    """The source that a Parquet file with some columns beside its seven pictures is."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", SimpleNamespace(ParquetFile=Parquet))
    monkeypatch.setattr("importlib.metadata.version", lambda _: "14.0.1")
    drawn = []
    for seed in range(7):
        draw(tmp_path / "one.png", seed)
        drawn.append({"bytes": (tmp_path / "one.png").read_bytes()})

    def made(told: dict[bytes, bytes], *, said: str = "", names: Sequence[str] = ("all.parquet",), **columns):
        monkeypatch.setattr(Parquet, "columns", {"image": drawn, **columns})
        monkeypatch.setattr(Parquet, "told", told)
        folder = tmp_path / "tables"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in names:
            (folder / name).touch()
        return source_of(str(folder), labels=said)

    return made


def labels_of(source: Source) -> list[str]:
    return [source.labels[source[row].label] for row in range(len(source))]


def test_classes_of_a_table_are_the_values_in_it(parquet: Callable[..., Source]) -> None:
    words, numbers = ["cat", "dog", "cat", "elk", "dog", "cat", "elk"], [0, 2, 0, 1, 0, 2, 2]
    assert labels_of(parquet({}, label=words)) == words
    assert labels_of(parquet({}, label=numbers)) == [str(number) for number in numbers]
    assert labels_of(parquet({}, said="kind", label=numbers, kind=words)) == words
    assert parquet({}, said="none", label=words).labels == ()
    assert parquet({}, label=["cat"] * 7).labels == ()
    with pytest.raises(DataError, match="neither whole numbers nor words; say --labels none"):
        parquet({}, label=[0.5] * 7)


def test_a_row_without_a_class_is_left_out(parquet: Callable[..., Source]) -> None:
    own = add(parquet({}, label=["a", "b", None, "a", "b", "a", "b"]), Order(name="own", place=""))
    assert own.of_classes == (3, 3)
    assert own.left_out == ("row 2 of all.parquet was left out: its class is none of those that are named.",)


def test_a_table_may_tell_the_names_of_its_classes(parquet: Callable[..., Source]) -> None:
    told = {b"huggingface": b'{"info": {"features": {"label": {"names": ["cat", "dog", "elk"]}}}}'}
    source = parquet(told, label=[0, 1, 0, 1, 0, 1, -1])
    assert source.labels == ("cat", "dog", "elk") and source[1].label == 1
    with pytest.raises(DataError, match="its class is none"):
        source[6].read()


def test_validation_is_held_out_of_tables_where_there_is_no_test(parquet: Callable[..., Source]) -> None:
    names = ["test.parquet", "train.parquet", "validation.parquet"]
    parts = {name: [] for name in ("all", "two")}
    for which, files in (("all", names), ("two", names[1:])):
        source = parquet({}, names=files)
        assert source.has_parts
        parts[which] = [source[row].part for row in range(0, len(source), 7)]
    assert parts == {"all": ["test", "train", "train"], "two": ["test", "train"]}


def test_a_package_that_may_run_code_of_a_file_is_refused(
    parquet: Callable[..., Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda _: "14.0.0")
    with pytest.raises(DataError, match=r"pyarrow from 14\.0\.1 on"):
        parquet({})
    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace())
    monkeypatch.setattr("importlib.metadata.version", lambda _: "2.19.2")
    with pytest.raises(DataError, match=r"datasets from 2\.20 on"):
        source_of("hf:someone/pictures")


def test_a_same_picture_is_named_without_reading_the_first_again(parquet: Callable[..., Source]) -> None:
    source, asked = parquet({}), []

    class Twice(Many):
        def __len__(self) -> int:
            return 14

        def __getitem__(self, index: int) -> Item:
            asked.append(index)
            return source[index % 7]

    own = add(Twice(), Order(name="own", place="", how=Preparation(size=16)))
    assert own.duplicates_count == 7 and asked == [*range(14)]


def test_what_lies_beside_the_parts_is_told_of(place: Path, tmp_path: Path) -> None:
    for seed, name in enumerate(("train/a.png", "test/b.png", "stray.png")):
        draw(place / name, seed)
    assert source_of(str(place)).notes == ("1 picture lies beside the training part: left out.",)
    images = np.random.default_rng(0).integers(0, 256, (4, 8, 8), np.uint8)
    np.savez(tmp_path / "half.npz", x_train=images, x_test=images, y_train=np.arange(4))
    source = source_of(str(tmp_path / "half.npz"))
    assert source.labels == () and source.notes == ("One part alone has classes: they are left out.",)
    folder = tmp_path / "idx"
    folder.mkdir()
    write_idx(folder / "test-images-idx3-ubyte.gz", images)
    with pytest.raises(DataError, match=r"holds test-images-idx3-ubyte.*, and neither train-images nor"):
        source_of(str(folder))
    write_idx(folder / "train-images-idx3-ubyte.gz", images)
    write_idx(folder / "train-labels-idx1-ubyte.gz", np.arange(4, dtype=np.uint8))
    (note,) = source_of(str(folder)).notes
    assert note.startswith("The file test-images-idx3-ubyte.gz is neither")


def test_what_a_source_has_no_use_for_is_refused(place: Path) -> None:
    draw(place / "a.png", 0)
    for said, told in (
        ({"images": "x"}, "--images"),
        ({"labels": "y", "levels": (0.0, 1.0)}, "--labels and --range"),
    ):
        with pytest.raises(DataError, match=f"no use for {told}; omit"):
            source_of(str(place), **said)
    assert len(source_of(str(place), labels="none")) == 1


def test_an_archive_among_pictures_is_not_taken_for_all(place: Path) -> None:
    np.savez(place / "some.npz", images=np.zeros((3, 8, 8), np.uint8), classes=np.array("cat"))
    assert len(source_of(str(place))) == 3
    draw(place / "cats" / "a.png", 0)
    source = source_of(str(place))
    assert len(source) == 1 and source.notes == ("1 file that is no picture was passed over.",)


def test_a_folder_in_the_way_of_a_name_is_said_to_be_none(place: Path) -> None:
    (folders.own_data_sets() / "own").mkdir(parents=True)
    with pytest.raises(DataError, match="is no data set; move it away"):
        own_sets.free("own")
