"""What the Consistency tab's own panels can write to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.core.frames import Array
from playground.ui.feed import Shown
from playground.ui.sampling.exports import plot_export, plot_of
from playground.ui.saving import saver
from playground.ui.tab import Export
from playground.ui.tabs.consistency.scene import ConsistencyScene

if TYPE_CHECKING:
    from playground.ui.tabs.consistency.jumps_panel import JumpsPanel
    from playground.ui.tabs.consistency.multistep_panel import MultistepPanel
    from playground.ui.tabs.consistency.rows_panel import RowsPanel


def rows_exports(scene: ConsistencyScene, panel: RowsPanel) -> list[Export]:
    """The rows with their headings and costs, and their pictures alone."""
    shown = scene.whole(scene.rows)
    if shown is None:
        return []
    arrays = shown.frame.arrays
    columns: dict[str, Array] = {name: arrays[name] for name in ("teacher", "steps", "nfe", "milliseconds")}
    options = {"layout": "grid", "columns": arrays["images"].shape[1], "scale": 3, "spacing": 1}
    title, stem = "Beside the teacher, with headings", f"{scene.card.name}-rows"
    alone = "Beside the teacher, pictures and arrays"
    return [
        *plot_export(scene, scene.rows, title, "rows", panel.matrix.picture(), columns),
        Export(alone, stem, (".png", ".npz"), saver(shown, options)),
    ]


def jumps_exports(scene: ConsistencyScene, panel: JumpsPanel) -> list[Export]:
    """The plane with its jumps, the spread, and the pictures."""
    shown = scene.whole(scene.jumps)
    if shown is None:
        return []
    arrays = shown.frame.arrays
    times, curve, ends = (arrays[name] for name in ("times", "curve", "jumps"))
    plane: dict[str, Array] = {
        "t": times, "x_pc1": curve[:, 0], "x_pc2": curve[:, 1], "end_pc1": ends[:, 0], "end_pc2": ends[:, 1]
    }  # fmt: skip
    spread: dict[str, Array] = {"t": times, "spread": arrays["spread"]}
    options = {"layout": "grid", "columns": len(times), "scale": 3, "spacing": 1}
    stem = f"{scene.card.name}-jumps"
    exports = [
        *plot_export(scene, scene.jumps, "Self-consistency, plane", "jumps", panel.plot.picture(), plane),
        *plot_export(
            scene, scene.jumps, "Self-consistency, spread", "spread", panel.spread.picture(), spread
        ),
    ]
    if arrays["x"].shape == arrays["ends"].shape:
        pictures = Export(
            "Self-consistency, pictures and arrays", stem, (".png", ".npz"), saver(shown, options)
        )
        exports.append(pictures)
    return exports


def multistep_exports(scene: ConsistencyScene, panel: MultistepPanel) -> list[Export]:
    """Both matrices with their headings, once all ways are there; the recipe is that of the last row."""
    ways = scene.ways
    last = ways.end(ways.recipes[-1]) if ways.complete else None
    if last is None:
        return []
    shown = Shown(ways.recipes[-1], last)
    return [
        *plot_of(scene, shown, "Jumps, samples", "multistep", panel.ends.picture(), {}),
        *plot_of(scene, shown, "Jumps, one sample’s way", "way", panel.way.picture(), {}),
    ]
