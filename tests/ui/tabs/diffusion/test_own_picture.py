"""A picture of one's own is noised as a held-out one is: opened, dropped or pasted, undone, and carried."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from playground.core.recipe import from_json, to_json
from playground.datasets.preparing import read_picture
from playground.engine.inprocess import final
from playground.paradigms.sources import Drawing, HeldOut
from playground.ui.stage import own_picture
from playground.ui.stage.own_picture import NOTHING, OPEN
from playground.ui.widgets.qimage import to_qimage
from tests.support.dropping import drop
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt

SHAPE = (1, 28, 28)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.fromarray(np.random.default_rng(2).integers(0, 256, (40, 60, 3), np.uint8)).save(path)
    return path


def wait(bench: StageBench, qtbot: QtBot) -> None:
    own = bench.panel("forward").own
    qtbot.waitUntil(lambda: not own.busy, timeout=30_000)
    bench.settle()


def test_a_file_is_noised_undone_and_carried(bench: StageBench, photo: Path, qtbot: QtBot) -> None:
    panel = bench.panel("forward")
    panel.own.open(photo)
    wait(bench, qtbot)
    pixels = read_picture(photo, SHAPE)
    assert bench.images.forward.source == Drawing(pixels)
    np.testing.assert_array_equal(panel.image.picture, np.frombuffer(pixels, np.uint8).reshape(SHAPE))
    recipe = bench.scene.recipe("forward")
    assert from_json(to_json(recipe), (type(recipe),))[0] == recipe
    frame = final(recipe, bench.world)
    np.testing.assert_array_equal(frame.arrays["x"][0], frame.arrays["image"][0])
    assert "label" not in frame.scalars
    bench.undo.undo()
    assert bench.images.forward.source == HeldOut(0)


def test_a_file_can_be_dropped_on_the_picture(bench: StageBench, photo: Path, qtbot: QtBot) -> None:
    panel = bench.panel("forward")
    assert not drop(panel.image, [photo.with_suffix(".txt")]) and drop(panel.image, [photo])
    wait(bench, qtbot)
    assert bench.images.forward.source == Drawing(read_picture(photo, SHAPE))


def test_what_was_copied_is_pasted(bench: StageBench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = bench.panel("forward")
    levels = np.arange(784, dtype=np.uint8).reshape(SHAPE)
    threads: list[int] = []

    def written(image: QImage) -> bytes:
        threads.append(threading.get_ident())
        return write(image)

    write = own_picture._as_png
    monkeypatch.setattr(own_picture, "_as_png", written)
    QGuiApplication.clipboard().setImage(to_qimage(levels))
    panel.own.paste()
    wait(bench, qtbot)
    assert bench.images.forward.source == Drawing(levels.tobytes())
    assert len(threads) == 1 and threading.get_ident() not in threads
    QGuiApplication.clipboard().setText("no picture")
    panel.own.paste()
    assert bench.reports == [NOTHING]


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_a_broken_picture_is_one_sentence(
    bench: StageBench, photo: Path, qtbot: QtBot, content: bytes
) -> None:
    photo.write_bytes(content)
    bench.panel("forward").own.open(photo)
    wait(bench, qtbot)
    assert len(bench.reports) == 1 and bench.reports[0].startswith("photo.jpg cannot be opened: ")
    assert bench.images.forward.source == HeldOut(0)


def test_the_button_names_the_ways(bench: StageBench) -> None:
    menu = bench.panel("forward").opener.menu()
    assert menu is not None and menu.actions()[0].text() == OPEN
