"""A training obeys, goes on where it was, and says in a sentence what ends it."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load_file

from playground.core.errors import DataError, ExportError
from playground.datasets import own_sets as data_sets
from playground.datasets.own_sets import OwnSet
from playground.studio import budget, models, process, starting, trainer, training_folders
from playground.studio.budget import Budget, Costs
from playground.studio.presets import Pictures, recipe_of
from playground.studio.reporting import Reporter, StopAskedError
from playground.studio.training_folders import Asked, Plan
from playground.zoo.checkpoint import BEFORE, NEWEST
from playground.zoo.lock import alone_in
from playground.zoo.runs import LOG
from playground.zoo.train import Training
from playground.zoo.vae.recipe import TrainVae

pytestmark = pytest.mark.torch

PLAN = Plan(name="mine-vae", family="vae", data="mine", size=16, minutes=0.005)


@pytest.fixture(autouse=True)
def _no_model(drawings: OwnSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written and measured at the end has tests of its own."""

    def write(training: Training, data: str, shape: models.Shape) -> Path:
        return models.folder_of(training.recipe.name)

    monkeypatch.setattr(models, "write", write)
    monkeypatch.setattr(models, "trust", lambda _: None)
    monkeypatch.setattr(trainer, "measure", lambda *_: {"bits_per_dim": 3.0})


COSTS = Costs(step=0.01, validation=0.01, sheet=0.02, checkpoint=0.0)
SECONDS = 0.5


def begun(plan: Plan = PLAN, *, planned: bool = True) -> Path:
    """The folder of a training that no process works on; its length is the same on every machine."""
    folder = training_folders.place() / plan.name
    folder.mkdir(parents=True)
    (folder / training_folders.PLAN).write_bytes(msgspec.json.encode(plan))
    if planned:
        own = data_sets.read(plan.data)
        pictures = Pictures(own.name, own.title, own.shape, len(own.labels), own.training)
        recipe, sheets = budget.with_length(recipe_of(plan, pictures), COSTS, SECONDS)
        length = Budget(
            recipe=msgspec.Raw(msgspec.json.encode(recipe)), data=own.sha256, precision="single precision",
            parameters=1, step_seconds=COSTS.step, checkpoint_seconds=60.0, sheets=sheets, log_every=1,
        )  # fmt: skip
        (folder / budget.FILE).write_bytes(msgspec.json.encode(length))
    return folder


def asking(monkeypatch: pytest.MonkeyPatch, step: int, *answers: Asked) -> None:
    """From a step on, let the training be asked for these in turn, a few times each but for the last."""
    *before, last = answers
    asked = itertools.chain(*(itertools.repeat(each, 4) for each in before), itertools.repeat(last))
    monkeypatch.setattr(Reporter, "asked", lambda self: next(asked) if self.report.step >= step else Asked())


def test_a_training_ends_with_a_model_and_its_numbers() -> None:
    folder = begun(planned=False)
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert told.stage == "finished" and told.step == told.steps > 0
    assert (told.model, told.measured) == (PLAN.name, {"bits_per_dim": 3.0})
    assert "single precision" in told.precision and told.parameters > 0
    assert any((folder / "sheets").iterdir()) and (folder / LOG).read_text()
    assert not training_folders.read(PLAN.name).alive


def test_taken_up_it_ends_as_if_it_had_never_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = begun()
    assert process.main([PLAN.name]) == 0
    broken = begun(msgspec.structs.replace(PLAN, name="broken"))
    steps = training_folders.report_of(whole).steps
    for step in (3, 7):
        asking(monkeypatch, step, Asked(wish="stop"))
        assert process.main(["broken"]) == 0
        told = training_folders.report_of(broken)
        assert told.stage == "stopped" and told.step == step < steps
    asking(monkeypatch, 0, Asked())
    assert process.main(["broken"]) == 0
    assert training_folders.report_of(broken).stage == "finished"
    one, other = (load_file(folder / NEWEST) for folder in (whole, broken))
    assert one.keys() == other.keys()
    assert all((one[name] == other[name]).all() for name in one)


def test_what_comes_to_its_end_long_before_its_time_goes_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it had taken 50 of 120 seconds; stopped while it goes on, it ends as if it had not been."""
    filled = budget.filled
    monkeypatch.setattr(budget, "filled", lambda *given: filled(*given[:3], 120.0, 50.0))
    said, tell = list[training_folders.Report](), training_folders.write_report
    monkeypatch.setattr(
        training_folders, "write_report", lambda place, told: (said.append(told), tell(place, told))[1]
    )
    whole = begun()
    steps = budget.total_steps(budget.recipe_in(budget.kept_budget(whole), TrainVae))
    broken = begun(msgspec.structs.replace(PLAN, name="broken"))
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(whole)
    assert told.stage == "finished" and told.step == told.steps == steps + steps * 70 // 50
    first = next(told for told in said if told.sentence.startswith("It goes on, since"))
    assert (first.step, first.seconds_left) == (steps, None), "how long it takes is not known yet"
    asking(monkeypatch, steps + 3, Asked(wish="stop"))
    assert process.main(["broken"]) == 0
    assert training_folders.report_of(broken).step == steps + 3
    asking(monkeypatch, 0, Asked())
    assert process.main(["broken"]) == 0
    assert training_folders.report_of(broken).steps == told.steps
    one, other = (load_file(folder / NEWEST) for folder in (whole, broken))
    assert one.keys() == other.keys()
    assert all((one[name] == other[name]).all() for name in one)


def test_stopped_while_it_fills_its_time_it_leaves_the_model_of_that_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where somebody has opened it long before."""
    filled = budget.filled
    monkeypatch.setattr(budget, "filled", lambda *given: filled(*given[:3], 120.0, 50.0))
    folder = begun()
    steps = budget.total_steps(budget.recipe_in(budget.kept_budget(folder), TrainVae))
    asked = {3: Asked(model=1), steps + 3: Asked(wish="stop", model=1)}
    monkeypatch.setattr(
        Reporter, "asked", lambda self: asked[max((at for at in asked if at <= self.report.step), default=3)]
    )
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert (told.stage, told.model_asked, told.model_step) == ("stopped", 1, told.step)
    assert told.step == steps + 3


def test_it_pauses_goes_on_and_gives_its_model_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, stages = begun(), []
    monkeypatch.setattr(training_folders, "write_report", lambda _, told: stages.append(told))
    monkeypatch.setattr("playground.studio.trainer.time.sleep", lambda _: None)
    asking(monkeypatch, 3, Asked(wish="pause"), Asked(model=1))
    assert process.main([PLAN.name]) == 0
    names = [told.stage for told in stages]
    paused = names.index("paused")
    assert names[paused:].index("training") < names[paused:].index("finished")
    on_the_way = next(told for told in stages if told.model_asked == 1)
    assert on_the_way.model == PLAN.name and 0 < on_the_way.model_step < on_the_way.steps
    assert (folder / NEWEST).exists()


def test_a_full_disk_is_a_sentence_and_the_training_goes_on_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = begun()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        advance, steps = Training.advance, itertools.count()

        def advancing(training: Training) -> dict[str, float]:
            if training.folder == folder and next(steps) == 2:
                patched.setattr("playground.export.atomic._write", full)
            return advance(training)

        patched.setattr(Training, "advance", advancing)
        # What it prints goes to a file on the same disk.
        patched.setattr("sys.stderr.write", full)
        assert process.main([PLAN.name]) == 1
    told = training_folders.report_of(folder)
    assert told.stage == "failed" and told.sentence.startswith(f"The disk is full, so that {folder} cannot")
    assert process.main([PLAN.name]) == 0
    assert training_folders.report_of(folder).stage == "finished"


def test_what_could_not_be_said_is_said_with_the_next_look(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()

    def refused(*_: object) -> None:
        raise ExportError("Another program has the file open.")

    monkeypatch.setattr("playground.studio.reporting.SELDOM", 0.0)
    teller = Reporter(folder)
    with monkeypatch.context() as patched:
        patched.setattr(training_folders, "write_report", refused)
        teller.stage("paused", "Paused.")
    teller.asked()
    assert training_folders.report_of(folder).sentence == "Paused."


def test_its_end_is_said_over_what_cannot_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()
    training_folders.write_report(folder, training_folders.Report(stage="stopped"))

    def refused(*_: object) -> None:
        raise ExportError("Another program has the file open.")

    monkeypatch.setattr(training_folders, "write_report", refused)
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert told.stage == "finished" and told.measured


def test_whoever_asks_it_to_go_on_while_it_stops_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, stages = begun(), []
    tell, save, end = training_folders.write_report, Training.save, Reporter.end
    heard = iter([True, False])

    def telling(place: Path, told: training_folders.Report) -> None:
        stages.append(told.stage)
        tell(place, told)
        if told.step == 3 and next(heard, False):
            training_folders.ask(folder, Asked(wish="stop"))

    def saving(training: Training) -> None:
        save(training)
        if training.folder == folder and training.step < training.total:
            training_folders.ask(folder, Asked(wish="go"))

    monkeypatch.setattr("playground.studio.reporting.SELDOM", 0.0)
    monkeypatch.setattr(training_folders, "write_report", telling)
    with monkeypatch.context() as patched:
        patched.setattr(Training, "save", saving)
        assert process.main([PLAN.name]) == 0
    assert "paused" in stages and "stopped" not in stages and stages[-1] == "finished"

    shutil.rmtree(folder)
    begun()
    heard = iter([True, False])

    def ending(teller: Reporter, stage: training_folders.Stage, sentence: str, **changes: Any) -> None:
        end(teller, stage, sentence, **changes)
        training_folders.ask(folder, Asked(wish="go"))

    monkeypatch.setattr(Reporter, "end", ending)
    assert process.main([PLAN.name]) == 0
    assert "stopped" in stages and stages[-1] == "finished"


def test_it_is_stopped_while_it_measures_and_while_pictures_are_scaled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = begun()
    monkeypatch.setattr("playground.studio.reporting.SELDOM", 0.0)

    says = iter([True, False])

    def measured(_plan: Plan, _model: Path, place: Path, *heard: Callable[..., None]) -> dict[str, float]:
        training_folders.ask(place, Asked(wish="stop"))
        tell, heed = heard
        if next(says):
            tell("Pictures are drawn.")
        heed()
        raise AssertionError("it was asked to stop")

    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(trainer, "measure", measured)
            assert process.main([PLAN.name]) == 0
        found = training_folders.report_of(folder)
        assert found.stage == "stopped" and found.step == found.steps and found.model == PLAN.name
        training_folders.ask(folder, Asked())
        assert process.main([PLAN.name]) == 0
        assert training_folders.report_of(folder).stage == "finished"

    scaled = begun(msgspec.structs.replace(PLAN, name="scaled", size=20), planned=False)
    training_folders.ask(scaled, Asked(wish="stop"))
    assert process.main(["scaled"]) == 0
    assert training_folders.report_of(scaled).stage == "stopped" and not data_sets.is_known("mine-20")


@pytest.mark.parametrize(("error", "why"), [
    (DataError("The data set is gone."), "The data set is gone."),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no space left on device."),
    (MemoryError(), "needed more memory than there is."),
    (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "needed more memory than there is."),
    (ZeroDivisionError("x"), "that failed (ZeroDivisionError: x)."),
])  # fmt: skip
def test_a_model_that_cannot_be_measured_is_a_model(
    error: Exception, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> dict[str, float]:
        raise error

    folder = begun()
    monkeypatch.setattr(trainer, "measure", failing)
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert (told.stage, told.model, told.measured) == ("finished", PLAN.name, {})
    assert told.sentence.startswith("Nothing was measured") and told.sentence.endswith(why)


def test_memory_that_runs_out_while_it_is_measured_does_not_cost_the_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, ends, status = begun(), list[Callable[[], None]](), list[int]()

    class Watch:
        def __init__(self, _process: int, _most: float, exceeded: Callable[[], None]) -> None:
            ends.append(exceeded)

        def stop(self) -> None:
            pass

    def died(code: int) -> None:
        status.append(code)
        raise KeyboardInterrupt

    def runs_out(*_: object) -> dict[str, float]:
        ends[-1]()
        raise AssertionError("the process has ended")

    monkeypatch.setattr(process, "MemoryWatch", Watch)
    monkeypatch.setattr("playground.studio.process.os._exit", died)
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Training, "advance", runs_out)
        process.main([PLAN.name])
    told = training_folders.report_of(folder)
    assert told.stage == "failed" and told.sentence.startswith("The training needed more than")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(trainer, "measure", runs_out)
        process.main([PLAN.name])
    told = training_folders.report_of(folder)
    assert (told.stage, told.model, told.step) == ("finished", PLAN.name, told.steps)
    assert told.sentence.startswith("Nothing was measured: that needed more than") and status == [1, 0]
    assert process.main([PLAN.name]) == 0, "it is measured anew"
    assert training_folders.report_of(folder).measured


def test_a_look_that_fails_does_not_end_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, said = begun(), []
    write, tell = models.write, training_folders.write_report

    def full(training: Training, data: str, shape: models.Shape) -> Path:
        if training.step < training.total:
            raise ExportError("The disk is full.")
        return write(training, data, shape)

    def telling(place: Path, told: training_folders.Report) -> None:
        said.append((told.model_asked, told.model, told.sentence))
        tell(place, told)

    monkeypatch.setattr(models, "write", full)
    monkeypatch.setattr(training_folders, "write_report", telling)
    asking(monkeypatch, 3, Asked(model=1))
    assert process.main([PLAN.name]) == 0
    assert (1, "", "The disk is full.") in said
    assert training_folders.report_of(folder).stage == "finished"


def test_a_data_set_that_is_gone_or_another_is_a_sentence(drawings: OwnSet, tmp_path: Path) -> None:
    folder = begun()
    place = data_sets.folder_of("mine")
    place.rename(tmp_path / "aside")
    assert process.main([PLAN.name]) == 1
    assert (
        "data set mine that it learns from is no longer there" in training_folders.report_of(folder).sentence
    )
    (tmp_path / "aside").rename(place)
    assert process.main([PLAN.name]) == 0
    about = place / data_sets.FILE
    about.write_bytes(about.read_bytes().replace(drawings.sha256.encode(), b"0" * 64))
    assert process.main([PLAN.name]) == 1
    assert "holds other pictures" in training_folders.report_of(folder).sentence


def test_a_training_whose_folder_is_gone_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, advance = begun(), Training.advance
    monkeypatch.setattr("playground.studio.reporting.SELDOM", 0.0)

    def advancing(training: Training) -> dict[str, float]:
        if training.step == 3:
            folder.rename(tmp_path / "aside")
        return advance(training)

    with monkeypatch.context() as patched:
        patched.setattr(Training, "advance", advancing)
        assert process.main([PLAN.name]) == 1
    assert not folder.exists() and "is no longer there, and so its training ends" in capsys.readouterr().err
    (tmp_path / "aside").rename(folder)
    assert process.main([PLAN.name]) == 0
    assert training_folders.report_of(folder).stage == "finished"


def test_pictures_of_another_size_become_a_data_set_of_their_own() -> None:
    folder = begun(msgspec.structs.replace(PLAN, size=20), planned=False)
    assert process.main([PLAN.name]) == 0
    scaled, first = data_sets.read("mine-20"), data_sets.read("mine")
    assert scaled.shape == (3, 20, 20)
    assert (scaled.labels, scaled.held_out) == (first.labels, first.held_out)
    shutil.rmtree(folder)
    begun(msgspec.structs.replace(PLAN, size=20), planned=False)
    assert process.main([PLAN.name]) == 0, "the scaled set is used again"


def test_pictures_that_another_training_scales_meanwhile_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, once = begun(msgspec.structs.replace(PLAN, size=20), planned=False), trainer.add
    monkeypatch.setattr(trainer, "add", lambda *given: (once(*given), once(*given))[0])
    assert process.main([PLAN.name]) == 0
    assert training_folders.report_of(folder).stage == "finished"


@pytest.mark.parametrize(
    ("file", "said"),
    [(training_folders.PLAN, "plan.json cannot be read"), (budget.FILE, "budget.json cannot be read")],
)
def test_a_damaged_file_is_a_sentence(file: str, said: str) -> None:
    folder = begun()
    (folder / file).write_bytes(b"{]")
    assert process.main([PLAN.name]) == 1
    assert said in training_folders.report_of(folder).sentence


def test_damage_of_what_was_said_and_asked_is_no_obstacle() -> None:
    folder = begun()
    for file in (training_folders.REPORT, training_folders.ASKED):
        (folder / file).write_bytes(b"\xff")
    assert process.main([PLAN.name]) == 0
    assert training_folders.report_of(folder).stage == "finished"


def test_a_device_that_is_not_there_is_a_sentence() -> None:
    folder = begun(msgspec.structs.replace(PLAN, device="abacus"))
    assert process.main([PLAN.name]) == 1
    told = training_folders.report_of(folder)
    assert told.stage == "failed" and "no device “abacus”" in told.sentence


def test_a_loss_that_is_no_number_and_defects_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()
    for error, said in (
        (DataError("The loss is not finite."), "not finite"),
        (MemoryError(), "more memory than there is"),
        (ZeroDivisionError("x"), "ZeroDivisionError"),
    ):

        def failing(_: object, error: Exception = error) -> dict[str, float]:
            raise error

        with monkeypatch.context() as patched:
            patched.setattr(Training, "advance", failing)
            assert process.main([PLAN.name]) == 1
        assert said in training_folders.report_of(folder).sentence
    assert not (folder / BEFORE).exists()


def test_two_processes_do_not_work_on_one_training(capsys: pytest.CaptureFixture[str]) -> None:
    folder = begun()
    with alone_in(folder):
        assert training_folders.read(PLAN.name).alive
        assert process.main([PLAN.name]) == 1
    assert "Another training is at work" in capsys.readouterr().err
    assert not (folder / training_folders.REPORT).exists()


def test_a_finished_training_learns_longer_and_its_model_is_written_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written: list[tuple[int, int]] = []

    def write(training: Training, data: str, shape: models.Shape) -> Path:
        written.append((training.step, training.best_step))
        return models.folder_of(training.recipe.name)

    monkeypatch.setattr(models, "write", write)
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    folder = begun()
    with pytest.raises(DataError, match="has not come to its end yet"):
        starting.learn_longer(PLAN.name, 0.005)
    assert process.main([PLAN.name]) == 0
    first = training_folders.report_of(folder)
    for minutes, said in ((-1.0, "not -1 minutes"), (float("nan"), "not nan minutes")):
        with pytest.raises(DataError, match=said):
            starting.learn_longer(PLAN.name, minutes)
    assert training_folders.plan_of(folder) == PLAN

    starting.learn_longer(PLAN.name, 2 * first.seconds / 60)
    training_folders.write_report(folder, msgspec.structs.replace(first, measured={"bits_per_dim": 9.0}))
    asking(monkeypatch, first.steps + 2, Asked(wish="stop"))
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert told.stage == "stopped" and first.steps + 2 <= told.step < told.steps
    assert told.steps == pytest.approx(3 * first.steps, rel=0.1)
    assert written == [(first.steps, first.model_step)], "the finished model stays"
    assert (told.model_step, told.measured) == (first.model_step, {"bits_per_dim": 9.0})

    asking(monkeypatch, 0, Asked())
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert (told.stage, told.step, told.measured) == ("finished", told.steps, {"bits_per_dim": 3.0})
    assert len(written) == 2 and written[1][0] == told.steps and told.model_step == written[1][1]
    assert told.model_step > first.steps and not told.sentence
    sheets = sorted(int(path.stem.removeprefix("step-")) for path in (folder / "sheets").iterdir())
    assert sheets[-1] == told.steps and sum(step > first.steps for step in sheets) >= 4
    starting.learn_longer(PLAN.name, first.seconds / 60)
    assert process.main([PLAN.name]) == 0
    assert (
        training_folders.report_of(folder).steps > told.steps
        and len(training_folders.plan_of(folder).longer) == 2
    )


def test_while_it_learns_longer_the_finished_model_is_the_one_that_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever opens it, stops it then, and lets it go on has lost nothing of it."""
    written = list[int]()

    def write(training: Training, data: str, shape: models.Shape) -> Path:
        written.append(training.step)
        return models.folder_of(training.recipe.name)

    monkeypatch.setattr(models, "write", write)
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    folder = begun()
    assert process.main([PLAN.name]) == 0
    first = training_folders.report_of(folder)
    starting.learn_longer(PLAN.name, 2 * first.seconds / 60)
    for number, step in enumerate((first.steps + 2, first.steps + 8), 1):
        asking(monkeypatch, step, Asked(model=number), Asked(wish="stop", model=number))
        assert process.main([PLAN.name]) == 0
        told = training_folders.report_of(folder)
        assert (told.stage, told.model_asked) == ("stopped", number) and step <= told.step < told.steps
        assert (told.model, told.model_step, told.measured) == (
            first.model, first.model_step, first.measured,
        )  # fmt: skip
        assert written == [first.steps]
    asking(monkeypatch, 0, Asked(model=number))
    assert process.main([PLAN.name]) == 0
    assert written == [first.steps, told.steps] and training_folders.report_of(folder).stage == "finished"


def test_the_numbers_of_the_model_before_are_not_those_of_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    folder = begun()
    assert process.main([PLAN.name]) == 0
    first = training_folders.report_of(folder)
    starting.learn_longer(PLAN.name, first.seconds / 60)

    def stopped(*_: object) -> dict[str, float]:
        training_folders.ask(folder, Asked(wish="stop"))
        raise StopAskedError

    monkeypatch.setattr(trainer, "measure", stopped)
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert first.measured and told.stage == "stopped" and told.model_step > first.steps
    assert told.measured == {}


def test_that_nothing_better_was_learned_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "_spawn", lambda *_: None)
    folder = begun()
    assert process.main([PLAN.name]) == 0
    first = training_folders.report_of(folder)
    starting.learn_longer(PLAN.name, first.seconds / 120)
    monkeypatch.setattr(Training, "_consider", lambda *_: None)
    assert process.main([PLAN.name]) == 0
    told = training_folders.report_of(folder)
    assert told.stage == "finished" and told.model_step == first.model_step
    assert told.sentence.startswith(f"No step after {first.steps:,} was better")


def test_of_two_that_ask_it_to_learn_longer_one_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun()
    training_folders.write_report(folder, training_folders.Report(stage="finished", step=3, steps=3))
    with contextlib.ExitStack() as working:

        def spawn(*_: object) -> None:
            working.enter_context(alone_in(folder))
            training_folders.write_report(folder, training_folders.Report(stage="preparing", step=3, steps=3))

        monkeypatch.setattr(starting, "_spawn", spawn)
        starting.learn_longer(PLAN.name, 1.0)
        with pytest.raises(DataError, match="has not come to its end yet"):
            starting.learn_longer(PLAN.name, 1.0)
    assert training_folders.plan_of(folder).longer == (1.0,)
    training_folders.write_report(folder, training_folders.Report(stage="finished", step=3, steps=3))

    def refused(*_: object) -> None:
        raise ExportError("The training cannot be started.")

    monkeypatch.setattr(starting, "_spawn", refused)
    with pytest.raises(ExportError):
        starting.learn_longer(PLAN.name, 1.0)
    assert training_folders.plan_of(folder).longer == (1.0,), "what has not begun is not asked for"


def test_one_that_has_told_its_end_is_waited_for_before_it_learns_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its process takes a moment to end."""
    folder, spawned = begun(), list[object]()
    training_folders.write_report(folder, training_folders.Report(stage="finished", step=3, steps=3))
    monkeypatch.setattr(starting, "_spawn", lambda *given: spawned.append(given))
    with contextlib.ExitStack() as working:
        working.enter_context(alone_in(folder))
        monkeypatch.setattr("playground.studio.starting.time.sleep", lambda _: working.close())
        starting.learn_longer(PLAN.name, 1.0)
    assert len(spawned) == 1 and training_folders.plan_of(folder).longer == (1.0,)


@pytest.mark.parametrize("seconds", [1.0, 60.0, 3600.0])
@pytest.mark.parametrize("family", ["vae", "gan", "flow", "nflow"])
def test_a_training_is_as_long_as_its_minutes(family: training_folders.Family, seconds: float) -> None:
    plan = msgspec.structs.replace(PLAN, family=family)
    costs = Costs(step=0.02, validation=0.3, sheet=1.0, checkpoint=0.1)
    recipe, sheets = budget.with_length(
        recipe_of(plan, Pictures("mine", "Mine", (3, 16, 16), 3, 450)), costs, seconds
    )
    total = budget.total_steps(recipe)
    whole = total * costs.step + recipe.epochs * costs.validation + sheets * costs.sheet
    assert total >= 1 and (seconds < 20 or 0.8 * seconds < whole <= seconds)
    steps = budget.sheet_steps(recipe, sheets)
    assert {min(1, sheets - 1) or total, total} <= steps and len(steps) <= sheets
    apart = np.diff(sorted(steps))
    assert (np.diff(apart) >= -1).all() and apart.max(initial=0) <= 2 * total / max(1, sheets - 1) + 1
