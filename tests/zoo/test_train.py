"""Training goes on exactly where it was, whatever stopped it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from playground.core.errors import DataError, ExportError
from playground.core.images import LabelledImages
from playground.zoo import checkpoint
from playground.zoo.checkpoint import BEFORE, NEWEST, OLDER, load_checkpoint, save_checkpoint
from playground.zoo.runs import LOG, recorded
from playground.zoo.train import Options, Training, _Often, train
from tests.support import tiny_training

pytestmark = pytest.mark.torch

ROOT = Path(__file__).resolve().parents[2]


def finished(training: Training) -> dict[str, torch.Tensor]:
    for _ in train(training):
        pass
    state = {f"network.{name}": tensor for name, tensor in training.network.state_dict().items()}
    state |= {f"average.{name}": tensor for name, tensor in training.average.state_dict().items()}
    return state | training.result().weights


def assert_equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> None:
    assert one.keys() == other.keys()
    for name, tensor in one.items():
        assert torch.equal(tensor, other[name]), name


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, torch.Tensor]:
    """Where a training ends that nothing stopped."""
    whole = tiny_training.training(tmp_path_factory.mktemp("whole"))
    assert whole.total == 20
    return finished(whole)


@pytest.mark.parametrize("stop", [1, 7, 15, 17])
def test_a_resumed_training_ends_with_the_same_weights(
    tmp_path: Path, stop: int, expected: dict[str, torch.Tensor]
) -> None:
    frames = train(tiny_training.training(tmp_path / "parts", every_step=True))
    for _ in range(stop):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    again = tiny_training.training(tmp_path / "parts")
    assert again.resume() == ""
    assert again.step == stop
    assert_equal(finished(again), expected)


@pytest.mark.process
def test_a_killed_training_ends_with_the_same_weights(
    tmp_path: Path, expected: dict[str, torch.Tensor]
) -> None:
    command = [sys.executable, "-m", "tests.support.tiny_training", str(tmp_path / "killed")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 5:
                process.kill()
                break
    again = tiny_training.training(tmp_path / "killed")
    again.resume()
    assert 5 <= again.step < again.total or process.returncode == 0
    assert_equal(finished(again), expected)


def test_a_truncated_checkpoint_is_passed_over_with_a_sentence(
    tmp_path: Path, expected: dict[str, torch.Tensor]
) -> None:
    frames = train(tiny_training.training(tmp_path / "cut", every_step=True))
    for _ in range(6):
        next(frames)
    newest = tmp_path / "cut" / NEWEST
    newest.write_bytes(newest.read_bytes()[:-100])
    again = tiny_training.training(tmp_path / "cut")
    notice = again.resume()
    assert "damaged" in notice and "step 5" in notice and "\n" not in notice
    assert_equal(finished(again), expected)


@pytest.mark.parametrize("content", [b"", b"\x80\x04nonsense", b"\xff" * 4000])
def test_when_no_checkpoint_can_be_read_a_sentence_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NEWEST).write_bytes(content)
    (tmp_path / BEFORE).write_bytes(content)
    with pytest.raises(DataError, match="damaged") as caught:
        load_checkpoint(tmp_path, "", 20)
    assert "\n" not in caught.value.sentence


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_checkpoint_or_a_log_keeps_no_training_waiting(tmp_path: Path) -> None:
    training = tiny_training.training(tmp_path)
    os.mkfifo(tmp_path / LOG)
    with pytest.raises(ExportError, match=r"losses\.jsonl cannot be read: it is a pipe"):
        next(recorded(training))
    os.mkfifo(tmp_path / NEWEST)
    with pytest.raises(DataError, match=r"damaged: it is a pipe"):
        load_checkpoint(tmp_path, "", 20)


def with_facts(path: Path, **changed: object) -> None:
    """Let the checkpoint in a file say other facts."""
    with safe_open(path, "pt") as file:
        said = json.loads((file.metadata() or {})["facts"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    path.unlink()
    save_file(tensors, path, {"facts": json.dumps({**said, **changed})})


@pytest.mark.parametrize(
    "changed",
    [
        {"step": -5}, {"step": 10**18}, {"step": 21}, {"step": 10**30}, {"step": True}, {"best_step": -1},
        {"best_step": 21}, {"seconds": -1.0}, {"best": float("inf")}, {"seconds": float("nan")},
    ],
    ids=str,
)  # fmt: skip
def test_facts_that_cannot_be_are_damage(
    tmp_path: Path, changed: dict[str, object], expected: dict[str, torch.Tensor]
) -> None:
    frames = train(tiny_training.training(tmp_path / "odd", every_step=True))
    for _ in range(6):
        next(frames)
    with_facts(tmp_path / "odd" / NEWEST, **changed)
    again = tiny_training.training(tmp_path / "odd")
    notice = again.resume()
    assert "damaged" in notice and "step 5" in notice and "\n" not in notice
    assert_equal(finished(again), expected)
    for name in (NEWEST, BEFORE):
        with_facts(tmp_path / "odd" / name, **changed)
    with pytest.raises(DataError, match="delete the folder to start anew"):
        tiny_training.training(tmp_path / "odd").resume()


def test_a_run_folder_of_another_recipe_is_refused(tmp_path: Path) -> None:
    finished(tiny_training.training(tmp_path))
    with pytest.raises(DataError, match="another recipe"):
        tiny_training.training(tmp_path, epochs=4).resume()
    with pytest.raises(DataError, match="another recipe"):
        tiny_training.training(tmp_path, epochs=1).resume()


def test_what_a_model_is_called_and_how_it_is_written_may_change_on_the_way(
    tmp_path: Path, expected: dict[str, torch.Tensor]
) -> None:
    for half in (True, False):
        folder = tmp_path / f"{half}"
        frames = train(tiny_training.training(folder, every_step=True, half=half))
        for _ in range(6):
            next(frames)
        again = tiny_training.training(folder, half=not half, title="Another", summary="Said otherwise.")
        assert again.resume() == "" and again.step == 6
        assert_equal(finished(again), expected)


def test_a_checkpoint_with_other_tensors_is_one_sentence(tmp_path: Path) -> None:
    finished(tiny_training.training(tmp_path))
    loaded = load_checkpoint(tmp_path, "", 20)
    assert loaded is not None
    tensors, facts, _ = loaded
    del tensors["network.decoder.location.bias"]
    save_checkpoint(tmp_path, tensors, facts)
    with pytest.raises(DataError, match="does not fit this program"):
        tiny_training.training(tmp_path).resume()


@pytest.mark.parametrize("what", ["weights", "facts"])
def test_a_checkpoint_of_which_a_byte_was_flipped_is_not_taken_up(tmp_path: Path, what: str) -> None:
    finished(tiny_training.training(tmp_path))
    found = load_checkpoint(tmp_path, lambda _: True, 20)
    assert found is not None and found[2] == ""
    data = bytearray((tmp_path / NEWEST).read_bytes())
    at = len(data) - 2 if what == "weights" else data.index(b"seconds") + len(b'seconds\\":')
    data[at] = data[at] ^ 1
    (tmp_path / NEWEST).rename(tmp_path / BEFORE)
    (tmp_path / NEWEST).write_bytes(data)
    found = load_checkpoint(tmp_path, lambda _: True, 20)
    assert found is not None and "its checksum is wrong" in found[2]
    (tmp_path / BEFORE).unlink()
    with pytest.raises(DataError, match="its checksum is wrong"):
        load_checkpoint(tmp_path, lambda _: True, 20)


def test_a_checkpoint_of_an_older_version_has_no_checksum(tmp_path: Path) -> None:
    finished(tiny_training.training(tmp_path))
    found = load_checkpoint(tmp_path, lambda _: True, 20)
    assert found is not None
    old = {"facts": msgspec.json.encode(msgspec.structs.replace(found[1], format=OLDER)).decode()}
    save_file(found[0], tmp_path / NEWEST, old)
    again = load_checkpoint(tmp_path, lambda _: True, 20)
    assert again is not None and again[2] == ""


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    training = tiny_training.training(tmp_path)
    (tmp_path / "sheets").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ExportError, match="start it again"):
        next(recorded(training))


def test_the_loss_falls(tmp_path: Path) -> None:
    frames = list(train(tiny_training.training(tmp_path, epochs=40)))
    losses = [float(frame.scalars["loss"]) for frame in frames]
    assert np.mean(losses[-20:]) < 0.7 * np.mean(losses[:20])
    assert frames[-1].final and frames[-1].index == frames[-1].total == len(frames)


def test_the_last_phase_changes_the_scales_alone(tmp_path: Path) -> None:
    training = tiny_training.training(tmp_path)
    frames = train(training)
    while training.step < training.total - training.epoch_steps:
        next(frames)
    shapes = training.result().weights
    for _ in frames:
        pass
    changed = {
        name for name, tensor in training.result().weights.items() if not torch.equal(tensor, shapes[name])
    }
    assert changed == {"decoder.log_scale.weight", "decoder.log_scale.bias"}


def test_a_phase_begins_from_the_best_weights_and_from_nothing_else(tmp_path: Path) -> None:
    """So a model that shipped at the end of a phase is all that the next phase needs."""
    whole = tiny_training.training(tmp_path / "whole")
    frames = train(whole)
    while whole.step < whole.total - whole.epoch_steps:
        next(frames)
    taken_up = tiny_training.training(tmp_path / "taken up")
    weights = whole.result().weights
    taken_up.network.load_state_dict(weights)
    taken_up.best, taken_up.step = weights, whole.step
    assert_equal(finished(whole), finished(taken_up))


def test_a_training_that_diverges_stops_with_a_sentence(tmp_path: Path) -> None:
    training = tiny_training.training(tmp_path, every_step=True)
    frames = train(training)
    next(frames)
    with torch.no_grad():
        training.network.get_parameter("decoder.location.bias").fill_(torch.nan)
    with pytest.raises(DataError, match="not a finite number"):
        next(frames)
    again = tiny_training.training(tmp_path)
    again.resume()
    assert again.step == 1, "what was saved before is kept"


def test_the_average_follows_what_begins_to_learn_in_the_last_phase(tmp_path: Path) -> None:
    """With the first phase's slow average the scales would end near the zeros they began at."""
    training = tiny_training.training(tmp_path, epochs=100)
    for _ in train(training):
        pass
    name = "decoder.log_scale.bias"
    averaged, newest = training.average.get_parameter(name), training.network.get_parameter(name)
    assert torch.linalg.vector_norm(averaged) > 0.3 * torch.linalg.vector_norm(newest) > 0


def test_the_log_has_every_step_once_after_a_resume(tmp_path: Path) -> None:
    frames = recorded(tiny_training.training(tmp_path, every_step=True))
    for _ in range(12):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    with (tmp_path / LOG).open("a", encoding="utf-8") as log:
        log.write('{"step": 15, "loss": 1.0}\n{"step": 16, "lo')
    again = tiny_training.training(tmp_path)
    again.resume()
    for _ in recorded(again):
        pass
    steps = [json.loads(line)["step"] for line in (tmp_path / LOG).read_text(encoding="utf-8").splitlines()]
    assert steps == sorted(set(steps)) and steps[-1] == again.total
    assert list((tmp_path / "sheets").glob("*.png"))


@pytest.mark.process
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills copies of a process")
def test_wherever_it_is_killed_the_log_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tests.support.killed_training", str(tmp_path), "13"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    whole, *killed = json.loads(done.stdout).values()
    assert [step for step, _ in whole] == [5, 10, 15, 20] and len(killed) > 10
    assert [log for log in killed if log != whole] == []


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe\x00\n", b'{"step": 10, "lo', b'{"step": 1e400}\n', b'{"step": "7"}\n', b"[5]\n", b"\n",
        b'{"step": -5}\n', b'{"step": 1000000000000000000}\n', b"[" * 100_000 + b"\n", b"\0" * 4096,
    ],
)  # fmt: skip
def test_what_is_damaged_in_the_log_costs_no_other_line(tmp_path: Path, damage: bytes) -> None:
    frames = recorded(tiny_training.training(tmp_path, every_step=True))
    for _ in range(12):
        next(frames)
    frames.close()  # type: ignore[attr-defined]
    first, second = (tmp_path / LOG).read_bytes().splitlines(keepends=True)
    (tmp_path / LOG).write_bytes(first + damage.rstrip(b"\n") + b"\n" + second + damage)
    again = tiny_training.training(tmp_path)
    again.resume()
    for _ in recorded(again):
        pass
    lines = (tmp_path / LOG).read_bytes().splitlines(keepends=True)
    assert lines[:2] == [first, second] and len(lines) == 4
    assert [json.loads(line)["step"] for line in lines] == [5, 10, 15, 20]


@pytest.mark.parametrize("links", [True, False])
def test_while_a_checkpoint_is_written_there_are_two_others(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = train(tiny_training.training(tmp_path, every_step=True))
    for _ in range(3):
        next(frames)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(checkpoint, "write_file", refuse)
    with pytest.raises(OSError, match="not permitted"):
        next(frames)
    again = tiny_training.training(tmp_path)
    assert again.resume() == "" and again.step == 3
    assert (tmp_path / BEFORE).exists() and (tmp_path / NEWEST).exists() == links


def test_too_few_images_are_one_sentence(tmp_path: Path) -> None:
    one = LabelledImages(np.zeros((1, 1, 28, 28), np.uint8), np.zeros(1, np.uint8))
    with pytest.raises(DataError, match="at least two images"):
        Training(tiny_training.RECIPE, one, tmp_path, Options())


def test_what_takes_long_itself_is_done_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("playground.zoo.train.time.monotonic", lambda: now)
    often, always = _Often(10.0), _Often(0.0)
    assert not often.due and always.due
    now = 10.0
    assert often.due
    for each in (often, always):
        with each.doing():
            now += 2.0
    assert not often.due and always.due
    now += 30.0
    assert not often.due
    now += 10.0
    assert often.due


@pytest.mark.parametrize("worse", [False, True])
def test_what_is_fitted_counts_only_where_pictures_kept_apart_gain_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worse: bool
) -> None:
    training = tiny_training.training(tmp_path)
    fitted = sum(stretch.steps for stretch in training.stretches if stretch.phase.fits)
    first = training.total - fitted

    def validate(network: object, levels: object, labels: object) -> dict[str, float]:
        # Each epoch is better than the one before, but for those in which something is fitted.
        sign = 1 if worse and training.step > first else -1
        return {"loss": float(sign * training.step)}

    monkeypatch.setattr(training.task, "validate", validate)
    weights = finished(training)
    assert training.result().best_step == (first if worse else training.total)
    scales = [
        tensor for name, tensor in training.result().weights.items() if name.startswith("decoder.log_scale")
    ]
    start = [
        tensor
        for name, tensor in tiny_training.training(tmp_path / "new").network.state_dict().items()
        if name.startswith("decoder.log_scale")
    ]
    assert scales and weights
    assert all(torch.equal(one, other) for one, other in zip(scales, start, strict=True)) == worse
