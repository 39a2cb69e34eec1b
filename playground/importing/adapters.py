"""Networks of others as parts of a model: each takes and gives what the card of its paradigm says.

Torch modules around the network ``net``, to be traced. What a card has words for, such as scale and sign, is
left to the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn


class Denoiser(nn.Module):
    """``x``, ``time`` and perhaps a ``label`` to the prediction; ``call`` asks the network.

    More channels than x has are a learned variance (Nichol and Dhariwal 2021), which is left out.
    """

    def __init__(self, net: nn.Module, labelled: bool) -> None:
        super().__init__()
        self.net, self._labelled = net, labelled

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """The prediction."""
        conditioning = {"class_labels": label} if self._labelled else {}
        answer: Tensor = self.net(x, timestep=time, return_dict=False, **conditioning)[0]
        return answer[:, : x.shape[1]]


class Scaled(nn.Module):
    """A denoiser between scalings, which is told σ and predicts the data.

    ``edm``: Karras et al. (2022), table 1; ``consistency``: Song et al. (2023), equation 25, whose network is
    told 250 · ln σ.
    """

    def __init__(self, inner: nn.Module, form: str, sigma_data: float, sigma_min: float) -> None:
        super().__init__()
        self.inner, self._form = inner, form
        self._data, self._least = sigma_data, sigma_min

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """The predicted data."""
        sigma, square = time[:, None, None, None], self._data**2
        root = torch.sqrt(sigma**2 + square)
        above = sigma - self._least if self._form == "consistency" else sigma
        skip, out = square / (above**2 + square), above * self._data / root
        conditioning = torch.log(torch.clamp(time, min=1e-6)) * (
            250.0 if self._form == "consistency" else 0.25
        )
        answer: Tensor = self.inner(x / root, conditioning, label)
        return skip * x + out * answer


class Encoder(nn.Module):
    """A picture to its latent: the posterior's mean, or what is quantized later, times ``scale``."""

    def __init__(self, net: nn.Module, scale: float, shift: float) -> None:
        super().__init__()
        self.net, self._scale, self._shift = net, scale, shift

    def forward(self, image: Tensor) -> Tensor:
        """The latent."""
        return (_moments(self.net, image)[0] - self._shift) * self._scale


class Decoder(nn.Module):
    """A latent to its picture."""

    def __init__(self, net: nn.Module, scale: float, shift: float) -> None:
        super().__init__()
        self.net, self._scale, self._shift = net, scale, shift

    def forward(self, latent: Tensor) -> Tensor:
        """The picture."""
        picture: Tensor = cast(Autoencoder, self.net).decode(
            latent / self._scale + self._shift, return_dict=False
        )[0]
        return picture


class FlatEncoder(nn.Module):
    """A picture to mean and logarithm of the variance of its code, which is flat and scaled."""

    def __init__(self, net: nn.Module, scale: float) -> None:
        super().__init__()
        self.net, self._scale = net, scale

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Both."""
        mean, log_variance = _moments(self.net, image)
        wider = log_variance + 2 * float(torch.log(torch.tensor(self._scale)))
        return (self._scale * mean).flatten(1), wider.flatten(1)


class FlatDecoder(nn.Module):
    """A flat code to its picture."""

    def __init__(self, net: nn.Module, scale: float, shape: tuple[int, int, int]) -> None:
        super().__init__()
        self.net, self._scale, self._shape = net, scale, shape

    def forward(self, latent: Tensor) -> Tensor:
        """The picture."""
        grid = latent.reshape(-1, *self._shape) / self._scale
        picture: Tensor = cast(Autoencoder, self.net).decode(grid, return_dict=False)[0]
        return picture


class Autoencoder(Protocol):
    """What the autoencoders of diffusers do."""

    def encode(self, image: Tensor, *, return_dict: bool) -> tuple[Any, ...]:
        """A posterior, or a code."""

    def decode(self, latent: Tensor, *, return_dict: bool) -> tuple[Tensor, ...]:
        """A picture."""


CERTAIN = -20.0
"""The logarithm of the variance of a code that has none."""


def _moments(net: nn.Module, image: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and logarithm of the variance of a picture's code."""
    found = cast(Autoencoder, net).encode(image, return_dict=False)[0]
    if isinstance(found, Tensor):
        return found, torch.zeros_like(found) + CERTAIN
    return found.mean, found.logvar


class Reading(nn.Module):
    """``tokens`` to what each means, and what stands for each at first; ``weights`` count where words are
    looked at by places alone."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, tokens: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Both."""
        found: tuple[Tensor, Tensor] = self.net(tokens)
        return found


class Conditioned(nn.Module):
    """``x``, ``time``, ``words`` and their ``weights`` to the prediction of a network that looks at words.

    The logarithm of a weight is added to the scores of its word wherever places look at words.
    """

    _LEAST = 1e-30
    """Of a weight: places must look somewhere, also where nothing weighs anything."""

    def __init__(self, net: nn.Module, looking: Sequence[nn.Module]) -> None:
        """``looking`` are the attentions of ``net`` in which places look at words."""
        super().__init__()
        self.net = net
        self._bias: Tensor | None = None
        for each in looking:
            each.register_forward_pre_hook(self._weigh, with_kwargs=True)

    def forward(self, x: Tensor, time: Tensor, words: Tensor, weights: Tensor) -> Tensor:
        """The prediction."""
        self._bias = torch.log(weights.clamp(min=self._LEAST))
        answer: Tensor = self.net(x, timestep=time, encoder_hidden_states=words, return_dict=False)[0]
        self._bias = None
        return answer[:, : x.shape[1]]

    def _weigh(self, attention: Any, given: tuple[Any, ...], conditioning: dict[str, Any]) -> Any:
        """Add the bias, for each head its own, as this attention takes it."""
        assert self._bias is not None
        wide = self._bias[:, None, None].expand(-1, attention.heads, 1, -1)
        return given, {**conditioning, "attention_mask": wide.flatten(0, 1)}
