"""The stretches of a training: its phases in turn, and again each time that it trains longer.

Where a phase is resumed, its learning rate rises to the value that a phase of the new total length would have
there, and then falls as in that phase (half a cosine over the whole, Loshchilov and Hutter 2017). So only the
end of the first stretch differs from a training that was planned at the full length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from playground.zoo.tasks import Phase

_LEAST_RATE = 0.01
_FEWEST_EPOCHS = 4
"""Of a stretch of a training that learns longer: the best weights are chosen among its epochs."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """So many steps of a phase, of which ``before`` were made already when the training had ended.

    ``again`` is true where a training learns longer, and ``opens`` of the first stretch then; ``anew`` are
    the phases that are fitted anew after it.
    """

    phase: Phase
    steps: int
    epoch_steps: int
    before: int = 0
    again: bool = False
    opens: bool = False
    anew: tuple[Phase, ...] = ()

    def rate(self, position: int, warm_up: int) -> float:
        """The learning rate of a step as a share of the highest: linear warm-up, then the cosine's fall."""
        if self.again:
            warm_up = min(warm_up, self.steps // 10)
        warm = min(1.0, (position + 1) / warm_up) if warm_up else 1.0
        cosine = 0.5 + 0.5 * math.cos(math.pi * (self.before + position) / (self.before + self.steps))
        return warm * (_LEAST_RATE + (1 - _LEAST_RATE) * cosine)

    def ends_epoch(self, position: int) -> bool:
        """Whether an epoch ends with this step."""
        return (position + 1) % self.epoch_steps == 0 or position + 1 == self.steps


def stretches(phases: Sequence[Phase], epoch_steps: int, longer: Sequence[int]) -> tuple[Stretch, ...]:
    """Those of a training's phases, and of the steps by which it learned ``longer`` each time."""
    found = [
        Stretch(phase=phase, steps=phase.epochs * epoch_steps, epoch_steps=epoch_steps) for phase in phases
    ]
    made = [stretch.steps for stretch in found]
    for steps in longer:
        shared = [*zip(phases, _shared(steps, phases), strict=True)]
        # Of very few steps none may be left to fit something again, which stays as it was then.
        anew = tuple(phase for phase, length in shared if phase.fits and length)
        for index, (phase, length) in enumerate(shared):
            if length:
                found.append(
                    Stretch(
                        phase=phase,
                        steps=length,
                        epoch_steps=min(epoch_steps, max(1, length // _FEWEST_EPOCHS)),
                        before=0 if phase.fits else made[index],
                        again=True,
                        opens=index == 0,
                        anew=anew if index == 0 else (),
                    )
                )
            made[index] += length
    return tuple(found)


def _shared(steps: int, phases: Sequence[Phase]) -> list[int]:
    """The steps, shared out in proportion to the phases' lengths; the first gets what is left over."""
    whole = sum(phase.epochs for phase in phases)
    rest = [steps * phase.epochs // whole for phase in phases[1:]]
    return [steps - sum(rest), *rest]
