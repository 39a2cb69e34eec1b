"""What a training's process does: it prepares data, plans the length, trains, obeys, and writes the model."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TypeVar

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError, PlaygroundError, SessionError, one_line
from playground.core.frames import Frame
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.recipe import change
from playground.datasets import own_sets as data_sets
from playground.datasets.adding import Order, add
from playground.datasets.arrays import idx_source
from playground.datasets.own_sets import OwnSet
from playground.datasets.preparing import Preparation
from playground.paradigms.cards import read_card
from playground.runtimes.torch_session import devices
from playground.studio import budget, known_sets, models
from playground.studio.budget import Budget, Planner
from playground.studio.measuring import measure
from playground.studio.presets import Pictures, check, recipe_of
from playground.studio.reporting import SELDOM, Reporter, StopAskedError, lacks_memory, note
from playground.studio.training_folders import Plan, keeps_model
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.runs import recorded
from playground.zoo.start import training_of
from playground.zoo.train import Options, Training

_UNSAID = ("seconds", "seconds_left", "rate")
R = TypeVar("R", bound=TrainingRecipe)


class Trainer:
    """One training, from wherever it is to its end."""

    def __init__(self, folder: Path, plan: Plan, teller: Reporter) -> None:
        self._folder, self._plan, self._teller = folder, plan, teller
        self._began = time.monotonic()

    def work(self) -> None:
        """Train to the end, and write the model; raises ``StopAskedError``, or what ends it before."""
        plan, teller = self._plan, self._teller
        check(plan)
        device = device_of(plan.device)
        own = self._data_set()
        images = self._images(own)
        options = Options(device=device, threads=plan.threads, sheet_seconds=float("inf"), alone=True)
        recipe, planned = self._planned(own, images, options)
        teller.tell(precision=planned.precision, parameters=planned.parameters, device=device)
        training = self._learned(own, images, recipe, planned, options)
        if longer := self._filled(training, recipe, planned):
            del training  # there may be no memory for two
            said = "It goes on, since much of its time is left."
            training = self._learned(own, images, longer, planned, options, said)
        self._finish(training, own)

    def _filled(self, training: Training, recipe: R, planned: Budget) -> R | None:
        """The recipe of a training that has come to its end much too early, and is to go on once."""
        if planned.filled > len(self._plan.longer):
            return None
        return budget.filled(self._folder, planned, recipe, 60 * self._plan.all_minutes, training.seconds)

    def _learned(
        self,
        own: OwnSet,
        images: LabelledImages,
        recipe: TrainingRecipe,
        planned: Budget,
        options: Options,
        said: str = "",
    ) -> Training:
        """The training at its end, from wherever it is; raises ``StopAskedError``."""
        teller = self._teller
        options = msgspec.structs.replace(
            options,
            checkpoint_seconds=planned.checkpoint_seconds,
            sheet_steps=budget.sheet_steps(
                recipe, planned.sheets, planned.sheet_seconds / planned.step_seconds
            ),
            say=self._drew,
        )
        training = training_of(recipe, images, self._folder, options)
        notice = training.resume() or said
        so_far = {"step": training.step, "steps": training.total, "seconds": training.seconds}
        teller.stage("training", notice, **so_far, seconds_left=None)
        while training.step < training.total:
            for frame in recorded(training, planned.log_every):
                self._tell(frame)
                if self._is_wanted():
                    break
            self._obey(training, own)
        return training

    def _data_set(self) -> OwnSet:
        """The data set with pictures of the size that is wanted, made of the one that is named if need be."""
        plan = self._plan
        own = self._named()
        side = (plan.size, plan.size)
        if own.shape[1:] == side:
            return own
        name, directory = f"{plan.data[:36]}-{plan.size}", f"the data set {own.name} ({own.sha256[:16]})"
        if data_sets.is_known(name):
            if scaled := self._scaled(name, directory):
                return scaled
            raise DataError(
                f"The pictures of {own.name} are {own.kind} and must be scaled, but there is a data set "
                f"{name} already, made of something else; remove it, or train at the size that they have."
            )
        self._teller.stage("preparing", f"Scales the pictures as the data set {name}; they are {own.kind}.")
        order = Order(
            name=name,
            place=directory,
            how=Preparation(size=plan.size),
            title=own.title,
            licence=own.licence,
        )
        try:
            return add(idx_source(data_sets.folder_of(own.name)), order, lambda *_: self._heed())
        except DataError:
            # Another training may have been faster.
            if data_sets.is_known(name) and (scaled := self._scaled(name, directory)):
                return scaled
            raise

    def _named(self) -> OwnSet:
        """The data set that is named, made of a known one's files if need be."""
        report = known_sets.find(self._plan.data)
        if report is None:
            raise DataError(
                f"The data set {self._plan.data} that it learns from is no longer there; add the same "
                "pictures by that name again and let it go on."
            )
        if not data_sets.is_known(report.name):
            self._teller.stage("preparing", f"Reads {report.title} as the data set {report.name}.")
        return known_sets.own_of(report.name, lambda *_: self._heed())

    def _scaled(self, name: str, directory: str) -> OwnSet | None:
        """The data set of a name if it was made of that place in the size that is wanted."""
        found = data_sets.read(name)
        fits = found.source == directory and found.shape[1:] == (self._plan.size, self._plan.size)
        return found if fits else None

    def _drew(self, said: str) -> None:
        self._teller.tell(sentence=f"{said}.")
        self._heed()

    def _images(self, own: OwnSet) -> LabelledImages:
        return read_labelled_images(data_sets.folder_of(own.name), "train")

    def _planned(
        self, own: OwnSet, images: LabelledImages, options: Options
    ) -> tuple[TrainingRecipe, Budget]:
        """The recipe with its length, which is found out when the training begins for the first time."""
        plan = self._plan
        pictures = Pictures(
            name=own.name,
            title=own.title,
            shape=own.shape,
            classes=len(own.labels) if plan.classes else 0,
            training=len(images),
        )
        short = recipe_of(plan, pictures, teacher_of(plan.teacher) if plan.teacher else None)
        planned = budget.kept_budget(self._folder)
        if planned is None:
            self._teller.stage("preparing", "Times a step, to find how many fit into the time.")
            # Who pauses here would be timed.
            timed = msgspec.structs.replace(options, say=lambda _: self._stop_if_asked())
            planner = Planner(images, self._folder, timed, 60 * plan.minutes)
            planned = planner.plan(short, own.sha256, lambda: time.monotonic() - self._began)
        if planned.data != own.sha256:
            raise DataError(
                f"The data set {own.name} holds other pictures than when this training began; begin another "
                "one."
            )
        recipe = budget.recipe_in(planned, type(short))
        each = self._step_seconds(recipe, planned)
        return budget.lengthened(self._folder, planned, recipe, plan.longer, each), planned

    def _step_seconds(self, recipe: TrainingRecipe, planned: Budget) -> float:
        """What a step took so far, all in all, or was to take."""
        report = self._teller.report
        if report.step and report.seconds:
            return budget.seconds_of_a_step(report.step, report.seconds, planned.step_seconds)
        return 60 * self._plan.minutes / budget.total_steps(change(recipe, longer=()))

    def _tell(self, frame: Frame) -> None:
        numbers = {
            name: round(float(value), 5)
            for name, value in frame.scalars.items()
            if name not in _UNSAID and isinstance(value, (int, float))
        }
        self._teller.tell(
            step=frame.index,
            seconds=round(float(frame.scalars["seconds"]), 1),
            seconds_left=round(float(frame.scalars["seconds_left"]), 1),
            scalars={**self._teller.report.scalars, **numbers},
        )

    def _is_wanted(self) -> bool:
        """Whether something is asked of the training that needs it to stand still."""
        asked = self._teller.asked()
        return asked.wish != "go" or asked.model > self._teller.report.model_asked

    def _stop_if_asked(self) -> None:
        if self._teller.asked().wish == "stop":
            raise StopAskedError

    def _heed(self) -> None:
        """Stand still as long as that is asked, where nothing is to be kept; raises ``StopAskedError``."""
        teller = self._teller
        before = teller.report
        while teller.asked().wish != "go":
            self._stop_if_asked()
            if teller.report.stage != "paused":
                teller.stage("paused", "Paused.")
            time.sleep(SELDOM / 2)
        if teller.report.stage != before.stage:
            teller.stage(before.stage, before.sentence)

    def _obey(self, training: Training, own: OwnSet) -> None:
        """Do what is asked, until the training may go on; raises ``StopAskedError``."""
        teller, left = self._teller, False
        while training.step < training.total and self._is_wanted():
            asked = teller.asked()
            if asked.model > teller.report.model_asked:
                self._write_model(training, own, asked.model)
                continue
            if teller.report.stage != "paused":
                training.save()
                teller.stage("paused", f"Paused at step {training.step:,}.", step=training.step)
                continue  # what is asked may be another thing by now
            if asked.wish == "stop" and not left and self._is_newer(training):
                # Whoever finds it good enough and stops it wants to use it.
                left = True
                self._write_model(training, own, asked.model)
                continue
            if asked.wish == "stop":
                raise StopAskedError
            time.sleep(SELDOM / 2)
        if teller.report.stage == "paused":
            teller.stage("training", "")

    def _is_newer(self, training: Training) -> bool:
        """Whether it has learned since its model was written, and that is not a finished one."""
        report = self._teller.report
        return training.step > report.model_step and not keeps_model(self._plan, report)

    def _write_model(self, training: Training, own: OwnSet, asked: int) -> None:
        teller = self._teller
        if keeps_model(self._plan, teller.report):
            # Nobody has measured what is on the way, and it may be worse than what is there.
            teller.stage(teller.report.stage, teller.report.sentence, model_asked=asked)
            return
        teller.tell(sentence="Writes the model as it is now.")
        try:
            folder = models.write(training, own.name, own.shape)
        except PlaygroundError as error:
            teller.stage(teller.report.stage, error.sentence, model_asked=asked)
            return
        now = {"model": folder.name, "model_step": training.step, "measured": {}}
        teller.stage(teller.report.stage, "", **now, model_asked=asked)

    def _finish(self, training: Training, own: OwnSet) -> None:
        teller = self._teller
        teller.stage("measuring", "Writes the model.", step=training.step, steps=training.total)
        folder = models.write(training, own.name, own.shape)
        written = {"model": folder.name, "model_step": training.best_step, "measured": {}}
        teller.tell(**written, model_asked=teller.asked().model)
        teller.has_its_model = True
        why, measured = self._no_better(training), dict[str, float]()
        try:
            measured = measure(self._plan, folder, self._folder, self._measures, self._stop_if_asked)
            models.trust(folder)
        except StopAskedError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever becomes of the numbers, the model is there
            why = f"{why} {_why_unmeasured(error)}"
        teller.end("finished", why.strip(), seconds_left=0.0, measured=measured)

    def _no_better(self, training: Training) -> str:
        """That nothing better was found since it was taken up, where that is so."""
        if training.best_step > training.taken_up_at or not training.taken_up_at:
            return ""
        return (
            f"No step after {training.taken_up_at:,} was better on the pictures kept apart, so the model is "
            f"that of step {training.best_step:,}."
        )

    def _measures(self, said: str) -> None:
        self._teller.stage("measuring", said)
        self._heed()


def _why_unmeasured(error: Exception) -> str:
    if isinstance(error, PlaygroundError):
        return f"Nothing was measured. {error.sentence}"
    if lacks_memory(error):
        return "Nothing was measured: that needed more memory than there is."
    if isinstance(error, OSError):
        return f"Nothing was measured: {(error.strerror or str(error)).lower()}."
    note(error)
    return f"Nothing was measured, for that failed ({one_line(f'{type(error).__name__}: {error}')})."


def device_of(wanted: str) -> str:
    """The device to train on; raises ``SessionError`` where it is not there."""
    # The processor comes first in that list, graphics cards after it.
    device = wanted or devices()[-1]
    if device not in devices():
        raise SessionError(f"PyTorch finds no device “{device}” here, only {', '.join(devices())}.")
    return device


def teacher_of(name: str) -> Card:
    """The card of the model that teaches; raises ``DataError`` where there is none."""
    for directory in folders.model_folders():
        if Path(name).name == name and (directory / name / "card.toml").is_file():
            return read_card(directory / name)
    raise DataError(f"There is no model “{name[:80]}” to learn from.")
