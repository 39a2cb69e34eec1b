"""The training of a network that is told words: where it learns longer, it may do so otherwise."""

from __future__ import annotations

from torch import Tensor

from playground.zoo.muon import Muon
from playground.zoo.precision import fast_bfloat16
from playground.zoo.tasks import Phase
from playground.zoo.text.recipe import TrainFromWords
from playground.zoo.text.task import TextTask
from playground.zoo.train import Training


class TextTraining(Training):
    """Learns by AdamW to its end, and longer by what the recipe says."""

    recipe: TrainFromWords
    task: TextTask

    def _take_up(self, tensors: dict[str, Tensor]) -> None:
        if self.step and self.place(self.step - 1)[0].again:
            self._learn_otherwise()
        super()._take_up(tensors)

    def _go_on(self, anew: tuple[Phase, ...]) -> None:
        self._learn_otherwise()
        super()._go_on(anew)

    def rate(self) -> float:
        """The learning rate of the coming step."""
        again = self.place(self.step)[0].again
        return super().rate() * (self.recipe.longer_rate if again else 1.0)

    def _learn_otherwise(self) -> None:
        recipe = self.recipe
        self.task.learn_longer()
        if recipe.longer_by == "Muon" and not isinstance(self.optimiser, Muon):
            fast = recipe.bfloat16 and fast_bfloat16(self.device)
            by = Muon(
                self.network,
                recipe.learning_rate,
                recipe.weight_decay,
                bfloat16=fast,
                fused=self.device.type in ("cpu", "cuda"),
            )
            by.take_over(self.optimiser)
            self.optimiser = by


TRAININGS = {TrainFromWords: TextTraining}
