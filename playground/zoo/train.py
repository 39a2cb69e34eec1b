"""The training loop: a generator of frames that can be killed at any moment and goes on where it was.

A step depends on the recipe, the step's number and the state before it, and on nothing else; so a resumed
training ends with the same weights, bit for bit on the same machine, as one that was never interrupted.
"""

from __future__ import annotations

import contextlib
import copy
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import torch
from torch import Tensor, nn

from playground import networks
from playground.core.errors import DataError, RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.images import LabelledImages
from playground.core.recipe import change
from playground.export.atomic import write_file
from playground.zoo.batches import Order, augment, split, steps_per_epoch
from playground.zoo.checkpoint import (
    BEST,
    Facts,
    encoded,
    give_state,
    load_checkpoint,
    part,
    save_checkpoint,
    slim,
    state_of,
    write_snapshot,
)
from playground.zoo.of_families import task_of
from playground.zoo.pace import Pace
from playground.zoo.precision import fast_bfloat16
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.stretches import Stretch, stretches
from playground.zoo.tasks import Phase, Task
from playground.zoo.world import TrainingWorld, to_stderr

_APART = 20
"""Times as long as it takes itself is at least between two sheets, and between two checkpoints."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What changes how a training runs but not what it is."""

    device: str = "cpu"
    threads: int = 1
    checkpoint_seconds: float = 120.0
    sheet_seconds: float = 120.0
    sheet_steps: frozenset[int] = frozenset()
    """Steps after which there is a sheet in any case."""
    alone: bool = False
    """Whether what it draws of a teacher lies in its own folder, and not beside it for others, too."""
    say: Callable[[str], None] = to_stderr
    """How progress before the first step is told."""


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """The result: best averaged weights, steps and seconds it took, and the step they are from.

    ``kept`` is how many examples chose them; as many as the recipe says where it is not known.

    ``pictures`` is the folder of those that it learned from, where they are not the recipe's data set, and
    ``own_set`` the name of the data set of the user's own that they are, if they are one.
    """

    weights: dict[str, Tensor]
    steps: int
    seconds: float
    best_step: int
    kept: int | None = None
    pictures: str = ""
    own_set: str = ""


class Training:
    """One training: its network, averaged weights, optimiser, data and progress."""

    def __init__(
        self, recipe: TrainingRecipe, images: LabelledImages, folder: Path, options: Options
    ) -> None:
        torch.set_num_threads(options.threads)
        if len(images) < 2:
            raise DataError(f"Training needs at least two images; there are {len(images)}.")
        self.recipe, self.folder, self.options = recipe, folder, options
        self.device = torch.device(options.device)
        self.task: Task = task_of(recipe)
        torch.manual_seed(recipe.seed)
        self.network = networks.build(recipe.network, recipe.config).to(self.device)
        if networks.channels_last(recipe.network):
            self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        world = TrainingWorld(folder=folder, device=self.device, alone=options.alone, say=options.say)
        self.levels, self.labels = self.task.prepare(self.network, images, world)
        self.average = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.best = {name: tensor.clone() for name, tensor in self.average.state_dict().items()}
        self.optimiser = self._optimiser()
        learn, self.kept = split(len(self.levels), recipe)
        self.order = Order(learn, recipe)
        self.epoch_steps = recipe.epoch_steps or steps_per_epoch(len(learn), recipe)
        self.phases = self.task.phases()
        self.stretches = stretches(self.phases, self.epoch_steps, recipe.longer)
        self.total = sum(stretch.steps for stretch in self.stretches)
        self.step, self.seconds = 0, 0.0
        self.best_loss, self.best_step = math.inf, 0

    def advance(self) -> dict[str, float]:
        """Do one step; the batch's losses."""
        stretch, position = self.place(self.step)
        if position == 0 and self.step > 0:
            self._begin(stretch)
        phase = stretch.phase
        chosen = torch.from_numpy(self.order.batch(self.step))
        levels = augment(self.levels[chosen].to(self.device, torch.float32), self.recipe, self.step)
        labels = self.labels[chosen].to(self.device)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad_(phase.changes(name))
        self.network.train()
        losses = self._learn(phase, levels, labels)
        self._follow(stretch.before + position)
        self.step += 1
        if self.step in self.recipe.snapshot_steps:
            write_snapshot(self.folder, self.step, self.average.state_dict())
        found = {name: float(value.detach()) for name, value in losses.items()}
        if not math.isfinite(found["loss"]):
            raise DataError(
                f"The training of {self.recipe.name} failed at step {self.step}: its loss is not a finite "
                "number; lower the recipe’s learning rate or clip its gradient."
            )
        return found

    def place(self, step: int) -> tuple[Stretch, int]:
        """The stretch that a step belongs to, and the step's position in it."""
        for stretch in self.stretches:
            if step < stretch.steps:
                return stretch, step
            step -= stretch.steps
        return self.stretches[-1], self.stretches[-1].steps

    @property
    def taken_up_at(self) -> int:
        """The step at which it had ended before it was to learn longer; 0 where it has not ended yet."""
        return self.total - self.recipe.longer[-1] if self.recipe.longer else 0

    def rate(self) -> float:
        """The learning rate of the coming step."""
        stretch, position = self.place(self.step)
        return self.recipe.learning_rate * stretch.rate(position, self.recipe.warm_up)

    @property
    def ended_epoch(self) -> bool:
        """Whether an epoch ended with the step that was made last."""
        stretch, position = self.place(self.step - 1)
        return stretch.ends_epoch(position)

    def validate(self) -> dict[str, float]:
        """Losses of the averaged weights on the images kept apart; remembers the best ones."""
        if not len(self.kept):
            self._remember()
            return {}
        levels, labels = self._kept_images(len(self.kept))
        with torch.inference_mode():
            losses = self.task.validate(self.average, levels, labels)
        self._consider(losses["loss"])
        return {f"validation_{name}": value for name, value in losses.items()}

    def sheet(self) -> dict[str, Array]:
        """A sample sheet of the averaged weights as ``{"sheet": (height, width) uint8}``, or nothing."""
        levels, _ = self._kept_images(8) if len(self.kept) else (self.levels[:8].float(), None)
        with torch.inference_mode():
            sheet = self.task.sheet(self.average, levels.to(self.device))
        return {} if sheet is None else {"sheet": sheet}

    def save(self) -> None:
        """Write a checkpoint."""
        save_checkpoint(self.folder, self._tensors(), self._facts())

    def save_slim(self, file: Path) -> None:
        """Write a small checkpoint; where no pictures are kept apart to choose the best, the newest is it."""
        facts, chosen = self._facts(), bool(len(self.kept))
        if not chosen:
            facts = msgspec.structs.replace(facts, best_step=self.step)
        write_file(file, encoded(slim(self._tensors(), keeps_best=chosen), facts), overwrite=True)

    def _facts(self) -> Facts:
        return Facts(
            step=self.step,
            seconds=self.seconds,
            best=self.best_loss if math.isfinite(self.best_loss) else None,
            best_step=self.best_step,
            recipe=self._recipe_text(self.recipe),
        )

    def resume(self) -> str:
        """Take up the newest checkpoint, if any; a notice if that was damaged and an older one served."""
        loaded = load_checkpoint(self.folder, self._is_of, self.total)
        if loaded is None:
            return ""
        tensors, facts, notice = loaded
        if not self._is_of(facts.recipe):
            raise DataError(
                f"{self.folder} holds a training with another recipe; name another folder or delete this one."
            )
        self.step, self.seconds = facts.step, facts.seconds
        try:
            self._take_up(tensors)
        except (RuntimeError, KeyError, IndexError, ValueError) as error:
            raise DataError(
                f"The checkpoint in {self.folder} does not fit this program; delete the folder to start anew."
            ) from error
        self.best_loss = math.inf if facts.best is None else facts.best
        self.best_step = facts.best_step
        return notice

    def _tensors(self) -> dict[str, Tensor]:
        """Everything that a step depends on besides the recipe and the step's number."""
        tensors = {f"network.{name}": tensor for name, tensor in self.network.state_dict().items()}
        tensors |= {f"average.{name}": tensor for name, tensor in self.average.state_dict().items()}
        tensors |= {f"{BEST}{name}": tensor for name, tensor in self.best.items()}
        return tensors | state_of(self.optimiser, "optimiser.")

    def _take_up(self, tensors: dict[str, Tensor]) -> None:
        self.network.load_state_dict(part(tensors, "network."))
        self.average.load_state_dict(part(tensors, "average."))
        best = part(tensors, BEST) or part(tensors, "average.")
        now = self.average.state_dict()
        self.best = {name: tensor.to(self.device, now[name].dtype) for name, tensor in best.items()}
        give_state(self.optimiser, tensors, "optimiser.")

    def result(self) -> Trained:
        """The best averaged weights so far, on the CPU."""
        weights = {name: tensor.cpu().contiguous() for name, tensor in self.best.items()}
        return Trained(
            weights=weights, steps=self.step, seconds=self.seconds, best_step=self.best_step,
            kept=len(self.kept),
        )  # fmt: skip

    def _optimiser(self) -> torch.optim.AdamW:
        return torch.optim.AdamW(
            self.network.parameters(),
            lr=self.recipe.learning_rate,
            betas=(0.9, 0.99),
            weight_decay=self.recipe.weight_decay,
            fused=self.device.type in ("cpu", "cuda"),
        )

    def _learn(self, phase: Phase, levels: Tensor, labels: Tensor) -> dict[str, Tensor]:
        with self._precision(phase):
            losses = self.task.losses(self.network, levels, labels, self.step)
        self._descend(losses["loss"])
        return losses

    def _descend(self, loss: Tensor) -> None:
        """One step of the optimiser for all parameters that learn."""
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        if self.recipe.clip:
            nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.clip)
        self.optimiser.step()

    def _kept_images(self, count: int) -> tuple[Tensor, Tensor]:
        chosen = torch.from_numpy(self.kept[:count])
        return self.levels[chosen].to(self.device, torch.float32), self.labels[chosen].to(self.device)

    def _consider(self, loss: float) -> None:
        """Remember the averaged weights if no validation was better."""
        if loss < self.best_loss:
            self.best_loss = loss
            self._remember()

    def _remember(self) -> None:
        self.best = {name: tensor.clone() for name, tensor in self.average.state_dict().items()}
        self.best_step = self.step

    def _follow(self, position: int) -> None:
        # A young average forgets its start faster (the usual (1 + n) / (10 + n) ramp), anew in every phase:
        # what begins to learn there would otherwise hardly have left its start by the phase's end.
        decay = min(self.recipe.ema, (1 + position) / (10 + position))
        with torch.no_grad():
            for mean, new in zip(self.average.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(new, 1 - decay)
            for held, current in zip(self.average.buffers(), self.network.buffers(), strict=True):
                held.copy_(current)

    def _begin(self, stretch: Stretch) -> None:
        if stretch.opens:
            self._go_on(stretch.anew)
            return
        self.network.load_state_dict(self.best)
        self.average.load_state_dict(self.best)
        self._forget(stretch.phase)
        # What is fitted to few pictures may suit others worse than what it began with, which is kept then.
        if not stretch.phase.fits:
            self.best_loss = math.inf

    def _go_on(self, anew: tuple[Phase, ...]) -> None:
        """Learn on with the weights, their average and the moments as they are.

        What is fitted to others begins at zero again; so does the comparison of losses, which it changes.
        """
        for phase in anew:
            self._forget(phase)
            for network in (self.network, self.average):
                for name, parameter in network.named_parameters():
                    if phase.changes(name):
                        parameter.data.zero_()
        if anew:
            self.best_loss = math.inf
            self.validate()

    def _forget(self, phase: Phase) -> None:
        """Drop the moments of what learns in a phase."""
        for name, parameter in self.network.named_parameters():
            if phase.changes(name):
                self.optimiser.state.pop(parameter, None)

    def _precision(self, phase: Phase) -> contextlib.AbstractContextManager[None]:
        if not (phase.bfloat16 and fast_bfloat16(self.device)):
            return contextlib.nullcontext()
        autocast: contextlib.AbstractContextManager[None] = torch.autocast(self.device.type, torch.bfloat16)
        return autocast

    def _recipe_text(self, recipe: TrainingRecipe) -> str:
        return msgspec.json.encode(self._as_learned(recipe), order="sorted").decode()

    def _is_of(self, text: str) -> bool:
        """Whether a recipe, as JSON, is this one; what its program did not know yet has its default.

        So is one that did not learn as long yet.
        """
        try:
            found = msgspec.json.decode(text, type=type(self.recipe))
        except (msgspec.MsgspecError, RecipeError):
            return False
        before = change(self.recipe, longer=self.recipe.longer[: len(found.longer)])
        # A configuration may hold tuples, which JSON gives back as lists.
        return self._recipe_text(found) == self._recipe_text(before)

    def _as_learned(self, recipe: TrainingRecipe) -> TrainingRecipe:
        """A recipe without what a model is called, which may be reworded in the middle of a training, and how
        precisely its weights are written, which may be decided at its end.

        How it is to train longer, which fields named so say, has no part in what it learned before.
        """
        plain = change(recipe, title="", summary="", half=False)
        fields = () if recipe.longer else msgspec.structs.fields(plain)
        defaults = {field.name: field.default for field in fields if field.name.startswith("longer_")}
        return change(plain, **defaults)


class _Often:
    """Something that is done every so many seconds, or less often where it takes long itself; at 0 always."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._after = seconds, time.monotonic() + seconds

    @property
    def due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._after

    @contextlib.contextmanager
    def doing(self) -> Iterator[None]:
        """It is done in this block."""
        began = time.monotonic()
        yield
        now = time.monotonic()
        self._after = now + max(self._seconds, _APART * (now - began) if self._seconds else 0.0)


def train(training: Training, record: Callable[[Frame], None] = lambda _: None) -> Iterator[Frame]:
    """Run a training from where it is to its end, a frame per step; it may be closed or killed at any time.

    ``record`` gets every frame before a checkpoint passes it, so that what it keeps is never behind one.

    Scalars: the batch's losses, ``seconds`` so far, ``seconds_left``, ``rate``, and at the end of an epoch
    ``validation_…``. Arrays: now and then ``sheet``. Call :meth:`Training.resume` before to go on from a
    checkpoint.
    """
    began, before = time.monotonic(), training.seconds
    pace = Pace(training.step, training.seconds)
    saving, showing = map(_Often, (training.options.checkpoint_seconds, training.options.sheet_seconds))
    while training.step < training.total:
        rate = training.rate()
        scalars: dict[str, Scalar] = dict(training.advance())
        done = training.step == training.total
        if training.ended_epoch:
            scalars |= training.validate()
        spent = before + time.monotonic() - began
        pace.take(spent - training.seconds)
        training.seconds = spent
        left = pace.left(training.total - training.step)
        scalars |= {"rate": rate, "seconds": spent, "seconds_left": left}
        arrays: dict[str, Array] = {}
        due = training.step in training.options.sheet_steps
        if done or due or showing.due:
            with showing.doing():
                arrays = training.sheet()
        frame = Frame(
            arrays=arrays,
            scalars=scalars,
            index=training.step,
            total=training.total,
            keep=bool(arrays),
            final=done,
        )
        record(frame)
        if done or saving.due:
            with saving.doing():
                training.save()
        yield frame
