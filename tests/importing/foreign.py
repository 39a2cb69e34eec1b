"""Models as others save them, trained for some seconds on held-out digits: nothing here knows the importer.

What each of them was taught, its truth, stands in the function that trains it and in no file that it saves,
unless the format itself says it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from playground.core import folders
from playground.core.images import read_labelled_images

Noised = Callable[[Tensor, Tensor], tuple[Tensor, Tensor, Tensor]]
"""Data and noise to x, to what the network is told of time, and to what it should say."""


@functools.cache
def digits(side: int) -> tuple[Tensor, Tensor]:
    """A thousand digits of ``side`` by ``side`` pixels from −1 to 1, and their labels."""
    found = read_labelled_images(folders.assets() / "heldout" / "mnist", "t10k")
    pictures = torch.from_numpy(found.images.astype(np.float32)) / 127.5 - 1
    if side != pictures.shape[-1]:
        pictures = nn.functional.interpolate(pictures, size=(side, side), mode="area")
    return pictures, torch.from_numpy(found.labels.astype(np.int64))


def grey_levels(side: int, count: int = 24) -> tuple[np.ndarray, np.ndarray]:
    """Some of them as a person would hand them in: uint8, and their labels."""
    pictures, labels = digits(side)
    return ((pictures[:count] + 1) * 127.5).round().byte().numpy(), labels[:count].numpy()


def train(
    network: Callable[[Tensor, Tensor, Tensor], Tensor],
    parameters: Any,
    noised: Noised,
    pictures: Tensor,
    labels: Tensor,
    steps: int,
) -> None:
    """Least squares with Adam."""
    generator = torch.Generator().manual_seed(0)
    optimiser = torch.optim.Adam(parameters, lr=4e-3)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 4e-3 * min(1, 4 * (1 - step / steps))
        picked = torch.randint(len(pictures), (16,), generator=generator)
        noise = torch.randn(pictures[picked].shape, generator=generator)
        x, time, wanted = noised(pictures[picked], noise)
        loss = (network(x, time, labels[picked]) - wanted).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def discrete(bars: Tensor, kind: str) -> Noised:
    """Denoising diffusion with these ᾱ, told the step counted from 0."""

    def noised(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        t = torch.randint(len(bars), (len(data),))
        alpha, sigma = (one[:, None, None, None] for one in (bars[t].sqrt(), (1 - bars[t]).sqrt()))
        wanted = {"epsilon": noise, "v_prediction": alpha * noise - sigma * data, "sample": data}[kind]
        return alpha * data + sigma * noise, t.float(), wanted

    return noised


def small_unet(side: int, channels: int = 1, classes: int | None = None) -> Any:
    """A network of a few ten thousand numbers."""
    from diffusers import UNet2DModel

    return UNet2DModel(
        sample_size=side, in_channels=channels, out_channels=channels, layers_per_block=1,
        block_out_channels=(8, 16), norm_num_groups=4, num_class_embeds=classes,
        down_block_types=("DownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "UpBlock2D"),
    )  # fmt: skip


def grey_ddpm(folder: Path, steps: int = 150) -> None:
    """28 by 28 grey digits, linear β, predicts the noise; as a DDPM pipeline."""
    from diffusers import DDPMPipeline, DDPMScheduler

    torch.manual_seed(0)
    net, scheduler = small_unet(28), DDPMScheduler(clip_sample=False)
    train(
        lambda x, t, _: net(x, t).sample, net.parameters(), discrete(scheduler.alphas_cumprod, "epsilon"),
        *digits(28), steps,
    )  # fmt: skip
    DDPMPipeline(unet=net, scheduler=scheduler).save_pretrained(folder)


def colour_v(folder: Path, steps: int = 200) -> None:
    """24 by 24 pictures in colour, cosine β, predicts v; as a DDIM pipeline."""
    from diffusers import DDIMPipeline, DDIMScheduler

    torch.manual_seed(0)
    net = small_unet(24, 3)
    scheduler = DDIMScheduler(
        beta_schedule="squaredcos_cap_v2", prediction_type="v_prediction", clip_sample=False
    )
    grey, labels = digits(24)
    tint = torch.tensor([1.0, 0.6, 0.2])[None, :, None, None]
    pictures = (grey + 1) * tint - 1
    train(
        lambda x, t, _: net(x, t).sample, net.parameters(),
        discrete(scheduler.alphas_cumprod, "v_prediction"), pictures, labels, steps,
    )  # fmt: skip
    DDIMPipeline(unet=net, scheduler=scheduler).save_pretrained(folder)


def label_unet(folder: Path, steps: int = 250) -> None:
    """A network of 16 by 16 digits that is told the class, scaled linear β, and its scheduler beside it."""
    from diffusers import EulerDiscreteScheduler

    torch.manual_seed(0)
    net = small_unet(16, classes=10)
    scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    train(
        lambda x, t, y: net(x, t, class_labels=y).sample, net.parameters(),
        discrete(scheduler.alphas_cumprod, "epsilon"), *digits(16), steps,
    )  # fmt: skip
    net.save_pretrained(folder)
    scheduler.save_pretrained(folder)


def dit(folder: Path, steps: int = 200) -> None:
    """A transformer of patches with a class, a null class and a learned variance."""
    from diffusers import DDIMScheduler, DiTTransformer2DModel

    torch.manual_seed(0)
    net = DiTTransformer2DModel(
        num_attention_heads=4, attention_head_dim=16, in_channels=1, out_channels=2, num_layers=3,
        sample_size=16, patch_size=2, num_embeds_ada_norm=10,
    )  # fmt: skip
    scheduler = DDIMScheduler(clip_sample=False)
    train(
        lambda x, t, y: net(x, timestep=t, class_labels=y).sample[:, :1], net.parameters(),
        discrete(scheduler.alphas_cumprod, "epsilon"), *digits(16), steps,
    )  # fmt: skip
    net.eval()
    net.save_pretrained(folder)
    scheduler.save_pretrained(folder)


class Mixer(nn.Module):
    """A network of no library: patches of a picture, mixed and put back, with sines of the time."""

    def __init__(self, side: int, width: int = 256, time_scale: float = 1.0, classes: int = 0) -> None:
        super().__init__()
        self.side, self.scale = side, time_scale
        self.into, self.out = nn.Linear(side * side, width), nn.Linear(width, side * side)
        self.gains = nn.Linear(width, 1)
        self.time = nn.Linear(32, width)
        self.label = nn.Embedding(classes, width) if classes else None
        self.body = nn.ModuleList(
            nn.Sequential(
                nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.SiLU(), nn.Linear(2 * width, width)
            )
            for _ in range(3)
        )

    def forward(self, x: Tensor, t: Tensor, y: Tensor | None = None) -> Tensor:
        """Of ``x`` (batch, 1, side, side) and ``t`` (batch,)."""
        rates = torch.exp(torch.linspace(0.0, 3.0, 16))
        angles = t.float()[:, None] * self.scale * rates
        told = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        hidden = self.into(x.flatten(1)) + told
        if self.label is not None and y is not None:
            hidden = hidden + self.label(y)
        for block in self.body:
            hidden = hidden + block(hidden)
        # The noise in x need not pass through a narrow middle.
        return (self.out(hidden) + self.gains(told) * x.flatten(1)).reshape(-1, 1, self.side, self.side)


def straight(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Straight lines told from 999 (data) to 0 (noise), whose answer points from noise to data."""
    t = torch.rand(len(data))
    x = (1 - t)[:, None, None, None] * data + t[:, None, None, None] * noise
    return x, 999 * (1 - t), data - noise


def reversed_velocity(folder: Path, steps: int = 600) -> None:
    """A velocity network with time turned around, as a graph whose batch is fixed to 4."""
    torch.manual_seed(0)
    net = Mixer(16, time_scale=1 / 999)
    train(lambda x, t, _: net(x, t), net.parameters(), straight, *digits(16), steps)
    to_graph(net, folder / "velocity.onnx", (torch.zeros(4, 1, 16, 16), torch.zeros(4)), ["sample", "t"])
    save_with_code(net, folder)


def save_with_code(net: nn.Module, folder: Path) -> None:
    """The same network as those formats hold it that have to be run: TorchScript, .pt2 and a state dict."""
    import warnings

    from safetensors.torch import save_file

    examples = (torch.zeros(4, 1, 16, 16), torch.zeros(4))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(net.eval()).save(str(folder / "velocity.pt"))
        torch.export.save(torch.export.export(net, examples), folder / "velocity.pt2")
    save_file(net.state_dict(), folder / "velocity.safetensors")
    torch.save(net.state_dict(), folder / "velocity.pth")


def sigma_score(folder: Path, steps: int = 600) -> None:
    """A score network of noise that is only added, told σ; its batch is free."""
    torch.manual_seed(0)
    net = Mixer(16)

    def wrapped(x: Tensor, sigma: Tensor, _: Tensor) -> Tensor:
        wide = sigma[:, None, None, None]
        root = (wide**2 + 0.5).sqrt()
        # The network is between scalings, so that it learns in a minute.
        data = 0.5 / root**2 * x + wide * 0.5**0.5 / root * net(x / root, sigma.log() / 4)
        return (data - x) / wide**2

    def noised(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        sigma = torch.exp(torch.randn(len(data)) * 1.2 - 0.6)
        x = data + sigma[:, None, None, None] * noise
        return x, sigma, -noise / sigma[:, None, None, None]

    def weighted(x: Tensor, sigma: Tensor, y: Tensor) -> Tensor:
        return wrapped(x, sigma, y)

    class Score(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = net

        def forward(self, x: Tensor, sigma: Tensor) -> Tensor:
            return wrapped(x, sigma, sigma)

    def on_data(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, sigma, _ = noised(data, noise)
        return x, sigma, data

    train(
        lambda x, s, y: x + s[:, None, None, None] ** 2 * weighted(x, s, y), net.parameters(), on_data,
        *digits(16), steps,
    )  # fmt: skip
    to_graph(
        Score(), folder / "score.onnx", (torch.zeros(2, 1, 16, 16), torch.ones(2)), ["x", "sigma"], free=True
    )


def to_graph(
    net: nn.Module, path: Path, examples: tuple[Tensor, ...], names: list[str], free: bool = False
) -> None:
    """Export as others do, by the tracer; ``free`` lets the batch be of any size."""
    import warnings

    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            net.eval(), examples, path, input_names=names, output_names=["out"], dynamo=False,
            opset_version=17, dynamic_axes={name: {0: "n"} for name in (*names, "out")} if free else None,
        )  # fmt: skip


if __name__ == "__main__":
    import sys
    import time

    torch.set_num_threads(1)
    for name in sys.argv[2:]:
        began = time.process_time()
        globals()[name](Path(sys.argv[1]) / name)
        print(json.dumps({name: round(time.process_time() - began, 1)}))
