"""What is chosen for a slide is seen at once, and what is seen is what is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from playground.core.frames import Frame
from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.paradigms.vae_images.recipes import Sample
from playground.ui.plots.plot_files import pixels
from playground.ui.plots.slide import Look, image
from playground.ui.plots.time_plot import TimePlot
from playground.ui.shell.exporting import ExportDialog
from playground.ui.shell.slides import OWN, SlideDialog, kinds_of
from playground.ui.shell.window import Window
from playground.ui.stage.saving import Ways, pictured, plotted
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.widgets.theme import LIGHT
from tests.ui.sketch import SpotsTab

pytestmark = pytest.mark.qt


@pytest.fixture
def plot(qtbot: QtBot) -> TimePlot:
    plot = TimePlot("Spread of the ends", "RMS")
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    show(plot, 1.0)
    return plot


def show(plot: TimePlot, top: float) -> None:
    plot.set_curve(np.linspace(0, 1, 5), np.linspace(0, top, 5))


def exports(plot: TimePlot, document: str = "{}") -> tuple[Export, ...]:
    return (plotted("Spread, plot", "spread", plot.picture(), {}, document),)


@pytest.fixture
def dialog(window: Window, plot: TimePlot) -> SlideDialog:
    dialog = SlideDialog(exports(plot)[0], lambda: exports(plot), Look(theme=LIGHT), window)
    dialog.open()
    return dialog


def drawn(qtbot: QtBot, dialog: SlideDialog) -> QImage:
    """What is shown once all that was chosen is drawn."""
    qtbot.waitUntil(lambda: not dialog._turn.isActive())
    assert dialog.view.image is not None
    return dialog.view.image


def test_every_choice_changes_what_is_seen(qtbot: QtBot, dialog: SlideDialog) -> None:
    seen = [drawn(qtbot, dialog)]
    for choose in (
        dialog.titled.click,
        dialog.legend.click,
        lambda: dialog.size_box.setCurrentText("half a slide, 960 × 1080"),
        lambda: dialog.text.setCurrentText("150 %"),
        lambda: dialog.theme.setCurrentText("dark"),
        dialog.clear.click,
    ):
        choose()
        seen.append(drawn(qtbot, dialog))
        assert all(seen[-1] != before for before in seen[:-1])
    assert (seen[-1].width(), seen[-1].height()) == (960, 1080)


def test_the_title_is_the_exports_without_what_it_says_of_the_file(dialog: SlideDialog) -> None:
    assert dialog.title.text() == "Spread"


def test_a_size_of_ones_own_is_typed(qtbot: QtBot, dialog: SlideDialog) -> None:
    assert not dialog.width_box.isEnabled()
    dialog.size_box.setCurrentText(OWN)
    dialog.width_box.setValue(640)
    dialog.height_box.setValue(360)
    assert (drawn(qtbot, dialog).width(), drawn(qtbot, dialog).height()) == (640, 360)
    assert "640 × 360" in dialog.told.text()


@pytest.mark.parametrize("name", ["PNG, pixels", "SVG, lines", "PDF, lines"])
def test_what_is_written_is_what_was_seen_though_the_plot_goes_on(
    qtbot: QtBot, dialog: SlideDialog, plot: TimePlot, tmp_path: Path, name: str
) -> None:
    dialog.kind.setCurrentText(name)
    seen, written = drawn(qtbot, dialog), []
    dialog.laid_out.connect(written.append)
    show(plot, 9.0)
    dialog.accept()
    (export,) = written
    path = tmp_path / f"a{export.suffixes[0]}"
    export.write(path, False, unwatched)
    if path.suffix == ".png":
        assert QImage(str(path)).convertToFormat(seen.format()) == seen
    assert path.stat().st_size > 0
    with pytest.raises(Exception, match="suffix"):
        export.write(tmp_path / "a.gif", False, unwatched)


def pixels_of(moments: int) -> Export:
    """Two ways of so many grey pictures, which get lighter."""
    images = np.repeat(np.linspace(0, 255, moments).astype(np.uint8), 16).reshape(-1, 1, 4, 4)
    frame = Frame(arrays={"images": np.concatenate([images, images])}, final=True)
    suffixes = (".gif", ".webp", ".apng") if moments > 1 else (".png", ".npz")
    ways: Ways = {"moments": moments, "spacing": 1, "scale": 3, "fps": 4} if moments > 1 else {"scale": 3}
    return pictured("Ways, animated", "ways", suffixes, Shown(Sample(model="a"), frame), ways)


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".apng"])
def test_a_film_is_laid_out_picture_by_picture_as_it_was_seen(
    qtbot: QtBot, window: Window, tmp_path: Path, suffix: str
) -> None:
    export = pixels_of(5)
    dialog = SlideDialog(export, lambda: (export,), Look(theme=LIGHT), window)
    dialog.open()
    assert not dialog.clear.isEnabled() and not dialog.legend.isEnabled() and dialog.title.text() == "Ways"
    dialog.size_box.setCurrentText(OWN)
    dialog.width_box.setValue(320)
    dialog.height_box.setValue(180)
    dialog.kind.setCurrentText({kind: name for name, kind in kinds_of(export).items()}[suffix])
    seen, written = drawn(qtbot, dialog), []
    assert dialog.told.text() == "5 pictures of 320 × 180 pixels, with their recipe"
    dialog.laid_out.connect(written.append)
    dialog.accept()
    path = tmp_path / f"a{suffix}"
    # It is written in another thread than the window's.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(written[0].write, path, False, unwatched).result()
    with Image.open(path) as film:
        assert (film.n_frames, film.size) == (5, (320, 180))
        film.seek(4)
        last = np.asarray(film.convert("RGB"))
    # A GIF has 256 colours.
    near = 8 if suffix == ".gif" else 0
    np.testing.assert_allclose(last.astype(int), pixels(seen).transpose(1, 2, 0), atol=near)
    assert read_recipe(path)[0] == Sample(model="a")


def test_a_film_that_would_not_fit_into_memory_is_told_of(qtbot: QtBot, window: Window) -> None:
    export = pixels_of(60)
    dialog = SlideDialog(export, lambda: (export,), Look(theme=LIGHT), window)
    dialog.open()
    assert dialog.choose.isEnabled()
    dialog.size_box.setCurrentText("16:9, 3840 × 2160")
    qtbot.waitUntil(lambda: not dialog.choose.isEnabled())
    assert "1.5 GB of memory; choose a smaller size" in dialog.told.text()
    dialog.reject()


def test_pixels_of_a_picture_stay_squares_on_a_slide(qtbot: QtBot, window: Window) -> None:
    export = pixels_of(1)
    dialog = SlideDialog(export, lambda: (export,), Look(theme=LIGHT), window)
    dialog.open()
    assert [dialog.kind.itemText(row) for row in range(dialog.kind.count())] == ["PNG, pixels"]
    assert not dialog.legend.isEnabled()
    shown = pixels(drawn(qtbot, dialog))
    assert {0, int(shown[0, 0, 0])} <= set(np.unique(shown[0]).tolist())
    dialog.reject()


@pytest.mark.parametrize("moments", [1, 5])
def test_what_cannot_be_chosen_for_one_picture_is_kept_for_the_next(
    window: Window, monkeypatch: pytest.MonkeyPatch, moments: int
) -> None:
    export, exporter = pixels_of(moments), window.exporter
    monkeypatch.setattr(exporter, "ask_where", lambda _export: None)
    exporter._look = Look(theme=LIGHT, clear=True, kind=".svg", size=(960, 1080))
    exporter.ask_how(export, lambda: (export,))
    dialog = window.findChildren(SlideDialog)[-1]
    dialog.text.setCurrentText("150 %")
    dialog.accept()
    look = exporter._look
    assert (look.text, look.clear, look.kind, look.size) == (1.5, True, ".svg", (960, 1080))


def test_what_is_gone_is_told_of_and_cannot_be_written(qtbot: QtBot, window: Window, plot: TimePlot) -> None:
    found = [*exports(plot)]
    dialog = SlideDialog(found[0], lambda: found, Look(theme=LIGHT), window)
    dialog.open()
    assert dialog.choose.isEnabled()
    found.clear()
    dialog.legend.click()
    qtbot.waitUntil(lambda: not dialog.choose.isEnabled())
    assert "not shown any more" in dialog.told.text() and dialog.view.image is None
    dialog.reject()


def test_the_list_leads_there_and_back_to_the_file_and_what_was_chosen_is_kept(
    qtbot: QtBot, window: Window, tab: SpotsTab, plot: TimePlot, tmp_path: Path
) -> None:
    window.exporter.native_dialogs = False
    for title in ("first", "second"):
        window.exporter.ask((*tab.exports(), *exports(plot)), lambda: exports(plot))
        chooser = window.findChildren(ExportDialog)[-1]
        assert not chooser.slide.isEnabled()
        chooser.list.setCurrentRow(len(tab.exports()))
        chooser.slide.click()
        dialog = window.findChildren(SlideDialog)[-1]
        assert dialog.legend.isChecked() == (title == "first")
        dialog.legend.setChecked(False)
        assert dialog.slide is not None
        shown = image(dialog.slide)
        dialog.accept()
        asked = window.findChildren(QFileDialog)[-1]
        asked.setDirectory(str(tmp_path))
        asked.findChild(QLineEdit, "fileNameEdit").setText(title)
        asked.accept()
        qtbot.waitUntil(lambda: not window.exporter.busy)
        assert QImage(str(tmp_path / f"{title}.png")).size() == shown.size()
