"""Long exports say how far they have come, and leave nothing behind when they are cancelled."""

from __future__ import annotations

import pytest

from playground.core.progress import Cancelled
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import Interpolate, Sample

SAMPLES = Sample(model="tiny", count=9)
WAY = Interpolate(model="tiny", frames=9)


@pytest.mark.parametrize(
    ("recipe", "name"), [(SAMPLES, "folder"), (WAY, "a.gif"), (WAY, "a.webp"), (WAY, "a.apng")]
)
def test_progress_grows_and_never_passes_its_total(recipe, name, out, resources, run_final) -> None:
    heard: list[tuple[int, int]] = []
    export(
        run_final(recipe, resources),
        recipe,
        {},
        out / name,
        progress=lambda done, total: heard.append((done, total)),
    )
    done = [number for number, _ in heard]
    assert done == sorted(done)
    assert len(heard) >= 8
    assert all(number <= total for number, total in heard)
    assert len({total for _, total in heard}) == 1


@pytest.mark.parametrize("at", [0, 3, 7])
@pytest.mark.parametrize(
    ("recipe", "name"), [(SAMPLES, "folder"), (WAY, "a.gif"), (WAY, "a.webp"), (WAY, "a.apng")]
)
def test_a_cancelled_export_leaves_nothing(recipe, name, at, out, resources, run_final) -> None:
    def cancel(done: int, _total: int) -> None:
        if done >= at:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(run_final(recipe, resources), recipe, {}, out / name, progress=cancel)
    assert not list(out.iterdir())


def test_a_cancelled_export_into_a_full_folder_changes_no_file(out, resources, run_final) -> None:
    folder = out / "folder"
    export(run_final(SAMPLES, resources), SAMPLES, {}, folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def cancel(done: int, _total: int) -> None:
        if done == 8:
            raise Cancelled

    other = Sample(model="tiny", count=9, seed=5)
    with pytest.raises(Cancelled):
        export(run_final(other, resources), other, {}, folder, overwrite=True, progress=cancel)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
