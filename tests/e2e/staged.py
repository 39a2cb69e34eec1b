"""What the probe sees of the tabs with two stages: trajectories of samples, and the lab's training."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget

from playground.engine.protocol import Event, FrameMessage
from playground.paradigms.plane.tracks import points_at
from playground.ui.explain.equation import EquationView
from playground.ui.plots.picture_matrix import Spot
from playground.ui.shell.window import Window
from playground.ui.state.feed import Shown
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.spotlight import Spotlight
from tests.support.letters import letters


class StagedQuestions:
    """Questions about Images and the 2-D lab; mixed into the probe."""

    _window: Window

    def ask_drawn(self, name: str) -> str:
        """A hash of the pixels that a visible widget of this name draws now."""
        found: QWidget | None = self._find(name)  # type: ignore[attr-defined]
        if found is None:
            raise LookupError(f"no visible “{name}”")
        image = found.grab().toImage()
        return _hash(bytes(image.constBits()))

    def ask_dataflow(self) -> dict[str, dict[str, Any]]:
        """By title, each part of the dataflow that is seen: its middle on the screen, and what it shows."""
        flow = self._window.desk.current.diagrams.flow  # type: ignore[union-attr]
        if flow is None or not flow.isVisible():
            return {}
        return {
            part.node.title: {
                "middle": part.mapToGlobal(part.rect().center()).toTuple(),
                "inside": flow.rect().contains(part.geometry()),
                "explained": part.explained,
                "pictured": bool(part.look),
            }
            for part in flow.parts.values()
        }

    def ask_lit(self) -> list[str]:
        """The terms that are lit in equations that are in sight."""
        views = self._window.findChildren(EquationView)
        return sorted({term for view in views if not view.visibleRegion().isEmpty() for term in view.lit})

    def ask_spotlights(self) -> int:
        """How many frames show where something is."""
        return sum(each.isVisible() for each in self._window.findChildren(Spotlight))

    def ask_presented(self) -> dict[str, Any]:
        """What is presented; sizes are in pixels of the screen."""
        window, screen = self._window, self._window.screen().geometry()
        shown, cursor = window._presentation, QApplication.overrideCursor()
        return {
            "on": shown is not None and shown.on,
            "title": "" if shown is None else shown.caption.title.text(),
            "text": "" if shown is None else shown.caption.text.text(),
            "black": shown is not None and shown.black.isVisible(),
            "pointer": 0 if cursor is None else cursor.pixmap().deviceIndependentSize().height(),
            "size": [window.width(), window.height()],
            "screen": [screen.width(), screen.height()],
        }

    def ask_letters(self) -> list[tuple[float, str]]:
        """The smallest letters that the window draws, in pixels, and what is written in them."""
        return letters(self._window)[:20]

    def ask_images(self) -> dict[str, Any]:
        """The samples' trajectory: its steps, which of them is shown, and what the last one's samples are."""
        scene = self._window.desk.current.stage.scene  # type: ignore[union-attr]
        trajectory, panel = scene.trajectory, self._window.desk.current.stage.panels.built["denoise"]  # type: ignore[union-attr]
        final = trajectory.final
        return {
            "steps": [moment.step for moment in trajectory.moments],
            "recipe": None if trajectory.recipe is None else msgspec.to_builtins(trajectory.recipe),
            "run": _generation(scene.feeds["samples"]._channel),
            "busy": scene.feeds["samples"].busy,
            "nfe": int(trajectory.moments[-1].scalars["nfe"]) if trajectory.moments else 0,
            "shown": None if panel._shown is None else panel._shown.step,
            "samples": None if final is None else _hash(final.arrays["images"].tobytes()),
            "labels": None if final is None else final.arrays["labels"].tolist(),
            "refusal": None if scene.refusal is None else scene.refusal.sentence,
        }

    def ask_feed(self, name: str) -> dict[str, Any] | None:
        """A feed of the Images stage: whether its newest frame is whole, what it took, and a hash of its
        arrays."""
        feed = self._window.desk.current.stage.scene.feeds[name]  # type: ignore[union-attr]
        if feed.last is None:
            return None
        arrays = feed.last.frame.arrays
        return {
            "milliseconds": feed.last.frame.scalars.get("milliseconds"),
            "final": feed.last.frame.final and not feed.busy,
            "stale": feed.stale,
            "recipe": msgspec.to_builtins(feed.last.recipe),
            "hash": _hash(*(arrays[key].tobytes() for key in sorted(arrays) if key != "milliseconds")),
        }

    def ask_sent(self, channel: str) -> dict[str, Any]:
        """The newest run of a channel of which the engine has sent frames, be they drawn or dropped; how many
        those were; and the run that the engine steps now."""
        newest = max(generation for name, generation in self._sent if name == channel)
        steps = len(self._sent[channel, newest])
        client: Any = self._window.link.engine
        return {"generation": newest, "steps": steps, "stepping": client._life._pulse.stepping}

    def count_sent(self) -> None:
        """From now on note every frame that comes out of the engine's process."""
        self._sent: dict[tuple[str, int], list[int]] = {}
        channels: Any = self._window.link.engine._channels  # type: ignore[union-attr]
        accept = channels.accept

        def count(event: Event) -> bool:
            if isinstance(event, FrameMessage):
                self._sent.setdefault((event.channel, event.generation), []).append(event.frame.index)
            return bool(accept(event))

        channels.accept = count

    def ask_still(self) -> bool:
        """Whether the lab is held, and all is measured and drawn that is to be seen of it."""
        frame = self._window.desk.current.stage.scene.feed.frame  # type: ignore[union-attr]
        return frame is not None and bool(frame.still)

    def ask_lab(self) -> dict[str, Any]:
        """The lab's run: which one it is, its numbers, where points and ways are, and what was drawn."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        arrays = stage.scene.feed.arrays
        track, times = arrays.get("track"), arrays.get("track_times")
        points = None if track is None else points_at(track, times, stage.scene.recipe.time)
        return {
            **_run(stage),
            "points": None if points is None else _hash(np.asarray(points).tobytes()),
            "shape": None if points is None else list(points.shape),
            "way": None if "probe_path" not in arrays else arrays["probe_path"].tolist(),
            "drawn": stage.planes.drawn,
        }

    def ask_training(self) -> dict[str, Any]:
        """A lab of whatever family: its run and its numbers."""
        return _run(self._window.desk.current.stage)  # type: ignore[union-attr]

    def ask_league(self) -> dict[str, Any]:
        """The league: its run and the one asked for last, its numbers, and what is drawn."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        feed = stage.scene.feed
        arrays, board, ranking = feed.arrays, stage.planes, stage.parts["ranking"].widget
        return {
            "run": _generation(feed._channel),
            "asked": feed._channel._generation,
            "drawn": stage.planes.drawn,
            "numbers": dict(feed.scalars),
            "used": arrays["used"].tolist() if feed.frame is not None else [],
            "points": _hash(arrays["points"].tobytes()) if "points" in arrays else None,
            "lanes": [lane.title for lane in board.points.lanes],
            "ranking": [row.title for row in ranking.rows],
            "shown": ranking.item(0, 0).text() if ranking.rowCount() else "",
            "lines": len(board.curves.lines),
            "curves": board.curves.isVisible(),
            "words": stage.numbers.text(),
        }

    def ask_vae_lab(self) -> dict[str, Any]:
        """The VAE's lab: its run, its numbers, what both sides draw, and what is written under them."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        arrays = stage.scene.feed.arrays
        return {
            **_run(stage),
            "codes": None if "codes" not in arrays else _hash(arrays["codes"].tobytes()),
            "decoded": None if "decoded" not in arrays else arrays["decoded"].tolist(),
            "probe_code": None if "probe_code" not in arrays else arrays["probe_code"].tolist(),
            "drawn": stage.planes.drawn,
        }

    def ask_flow_lab(self) -> dict[str, Any]:
        """The normalizing flow's lab: its run, its numbers, the probe, and what the planes got to draw."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        arrays, flow = stage.scene.feed.arrays, stage.planes.flow
        found = arrays.get("waterfall")
        return {
            **_run(stage),
            "points": _hash(np.asarray(flow.cloud.points).tobytes()),
            "grid": None if flow.mesh.nodes is None else _hash(flow.mesh.nodes.tobytes()),
            "probe_at": None if found is None else arrays["probe_at"].tolist(),
            "probe_way": None if found is None else arrays["probe_way"].tolist(),
            "waterfall": None if found is None else found.tolist(),
            "note": flow.note.text,
            "drawn": stage.planes.drawn,
        }

    def ask_race(self) -> dict[str, Any]:
        """The race: where its clock is, and what each lane shows, or why it shows nothing."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        view = stage.panels.built["race"].view
        return {
            "complete": stage.scene.grid.complete,
            "busy": stage.scene.feeds["race"].busy,
            "playing": stage.player.playing,
            "count": stage.player.count,
            "clock": stage.scene.clock(),
            "words": stage.panels.open.clock.text(),
            "lanes": [
                {
                    "title": lane.title,
                    "why": lane.why,
                    "nfe": lane.nfe,
                    "total": lane.total_nfe,
                    "finished": lane.finished,
                    "place": lane.place,
                    "at": [*view.mapToGlobal(view.middle_of(number)).toTuple()],
                    "pictures": None if lane.pictures is None else _hash(lane.pictures.tobytes()),
                }
                for number, lane in enumerate(view.lanes)
            ],
        }

    def ask_gan_lab(self) -> dict[str, Any]:
        """The GAN's lab: its run, its numbers, what both players made, and what is written."""
        stage = self._window.desk.current.stage  # type: ignore[union-attr]
        arrays = stage.scene.feed.arrays
        return {
            **_run(stage),
            "fakes": None if "fakes" not in arrays else _hash(arrays["fakes"].tobytes()),
            "field": None if "discriminator" not in arrays else _hash(arrays["discriminator"].tobytes()),
            "caption": stage.parts["slow"].widget.caption.text(),
            "parts": stage.parts["slow"].widget.parts.text(),
            "judged": stage.planes.judgements.accessibleDescription(),
            "drawn": stage.planes.drawn,
        }

    def ask_square_pixel(self, u: float, v: float) -> list[int]:
        """The screen's pixel over a place of the GAN's square between four corners."""
        plane = self._window.desk.current.stage.panels.built["plane"].plane  # type: ignore[union-attr]
        pixel = plane.mapToGlobal(plane.to_pixel(u, v).toPoint())
        return [pixel.x(), pixel.y()]

    def ask_layer_pixel(self, layer: int) -> list[int]:
        """The screen's pixel over the middle of a layer of the GAN's bar of layers."""
        layers = self._mixing.layers
        x = (layers.edge(layer - 1) + layers.edge(layer)) / 2
        pixel = layers.mapToGlobal(QPoint(round(x), layers.height() // 3))
        return [pixel.x(), pixel.y()]

    def ask_mixed_pixel(self, row: int, column: int) -> list[int]:
        """The screen's pixel over the middle of a mixed picture, or of a source in row or column 0."""
        matrix = self._mixing.matrix
        pixel = matrix.mapToGlobal(matrix.rect_of(Spot(row, column, 0)).center())
        return [pixel.x(), pixel.y()]

    @property
    def _mixing(self) -> Any:
        return self._window.desk.current.stage.panels.built["mixing"]  # type: ignore[union-attr]

    def ask_empty_pictures(self) -> list[str]:
        """Names of the visible picture views that show nothing."""
        views = self._window.findChildren(ImageView)
        return [view.accessibleName() for view in views if view.isVisible() and view.picture is None]


class Steps(QObject):
    """Writes down every frame of samples that arrives, and what the state asks for at that moment."""

    def __init__(self, tab: Any, _view: object, window: Window) -> None:
        super().__init__(window)
        self._scene = tab.stage.scene
        self._frames: list[dict[str, Any]] = []
        self._scene.feeds["samples"].arrived.connect(self._note)

    def _note(self, shown: Shown) -> None:
        scalars, times = shown.frame.scalars, shown.frame.arrays.get("times")
        self._frames.append(
            {
                "run": _generation(self._scene.feeds["samples"]._channel),
                "wanted": self._scene.asked.steps,
                "step": scalars["step"],
                "t": float(scalars["t"]),
                "times": None if times is None else times.tolist(),
            }
        )

    def result(self) -> list[dict[str, Any]]:
        """The frames in the order in which they came."""
        self._scene.feeds["samples"].arrived.disconnect(self._note)
        return self._frames


def _run(stage: Any) -> dict[str, Any]:
    """Of a lab's run: which one it is and which was asked for, its numbers, arrays' shapes, and its words."""
    feed, channel = stage.scene.feed, stage.scene._channel
    return {
        "run": _generation(channel),
        "asked": channel._generation,
        "numbers": {name: _plain(value) for name, value in feed.scalars.items()},
        "arrays": {name: list(array.shape) for name, array in feed.arrays.items()},
        "words": stage.numbers.text().replace("\u00a0", " "),
    }


def _generation(channel: Any) -> int:
    """Which request the newest frame of a channel is of, 0 before the first came."""
    return 0 if channel.shown is None else int(channel.shown[0])


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:16]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
