"""How much of x reaches the output of a denoising network by itself, and how much the network says.

Karras et al. 2022, "Elucidating the design space of diffusion-based generative models", section 5. Noise and
velocity hold the noise of every pixel. Without a way around its features a network has to carry all of it
through them: as many independent numbers as a patch has values. What does not fit stays in the picture as
grain, most of it at borders, where a patch has fewer neighbours that tell of it.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import torch
from torch import Tensor, nn

Preconditioned: TypeAlias = Literal["none", "velocity", "noise"]
"""The output that is preconditioned: the velocity of a straight path, whose time goes from 0 to 1, or the
noise of a variance-preserving path with 1,000 steps of linear β, counted from 0."""

_UNKNOWN = 0.01
"""Standard deviation of a pixel in [−1, 1] around what the network knows of the picture. The paper has that
of the data, 0.5, for networks whose features have room for the noise of every pixel."""
_STEPS, _FIRST_BETA, _LAST_BETA = 1000, 1e-4, 2e-2


class Preconditioning(nn.Module):
    """``keep · x + scale · said``: what is left for the network to say is of unit size at every time.

    With ``x = α·data + σ·noise`` and the output ``a·data + b·noise``, ``keep`` is the regression of the
    output on x around what is known (the paper's appendix B.6, where ``a`` = 1 and ``b`` = 0).
    """

    def __init__(self, output: Preconditioned) -> None:
        super().__init__()
        self._output = output
        if output != "none":
            # Among the weights, whose names say so where there is no card.
            self.register_buffer(output, torch.tensor([_UNKNOWN]))

    def forward(self, x: Tensor, said: Tensor, time: Tensor) -> Tensor:
        """The output of x and of what is said of it, ``(batch, channels, height, width)`` like both."""
        if self._output == "none":
            return said
        keep, scale = self.shares(time[:, None, None, None])
        return keep * x + scale * said

    def shares(self, time: Tensor) -> tuple[Tensor, Tensor]:
        """``keep`` and ``scale``, in the shape of ``time``."""
        if self._output == "velocity":
            alpha, sigma, of_data, of_noise = 1 - time, time, -1.0, 1.0
        else:
            alpha, sigma = _variance_preserving(time.clamp(min=0) + 1)
            of_data, of_noise = 0.0, 1.0
        variance = self.get_buffer(self._output).square()
        keep = (of_data * alpha * variance + of_noise * sigma) / (alpha.square() * variance + sigma.square())
        left = (of_data - keep * alpha).square() + (of_noise - keep * sigma).square()
        return keep, left.sqrt()


def _variance_preserving(step: Tensor) -> tuple[Tensor, Tensor]:
    """α and σ after so many steps: of the sum of β, which all but is that of −log(1 − β)."""
    slope = (_LAST_BETA - _FIRST_BETA) / (_STEPS - 1)
    total = step * (_FIRST_BETA + 0.5 * slope * (step - 1))
    return torch.exp(-0.5 * total), torch.sqrt(1 - torch.exp(-total))
