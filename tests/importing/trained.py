"""Ten models as others save them, each trained for some minutes of one core; nothing here knows the importer.

``python -m tests.importing.trained --out DIR [--data DIR] [NAME…]`` writes them to ``DIR/models``, and what
each of them was taught to ``DIR/truth``, which no importer sees. ``--data`` holds ``mnist-10k`` and
``emoji``; Fashion-MNIST is taken from where the system has it. The same pictures give the same networks. What
was broken off goes on, and what is done is left alone.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from playground.zoo import data
from tests.importing import own_nets
from tests.importing.foreign import discrete, straight, to_graph

_SAVED_EVERY = 10.0
_SHOWN = 9


class Work(NamedTuple):
    """What a training is given: where pictures are, where its model and itself go, and its share of steps."""

    data: Path
    out: Path
    kept: Path
    share: float = 1.0

    def pictures(self, name: str, side: int) -> tuple[Tensor, Tensor]:
        """Pictures of ``side`` by ``side`` from −1 to 1, and their labels."""
        folders = {"mnist": self.data / "mnist-10k", "emoji": self.data / "emoji", "fashion-mnist": None}
        found = data.load(name, "train", folders[name])
        pictures = torch.from_numpy(found.images.astype(np.float32)) / 127.5 - 1
        if side != pictures.shape[-1]:
            pictures = nn.functional.interpolate(pictures, size=(side, side), mode="area")
        return pictures, torch.from_numpy(found.labels.astype(np.int64))

    def go(self, once: Callable[[float], float], steps: int, *states: Any) -> None:
        """Call ``once`` with the share that is done until all is; it goes on where it was broken off."""
        steps = max(1, round(steps * self.share))
        done, spent, began = 0, 0.0, time.process_time()
        if self.kept.exists():
            kept = torch.load(self.kept, weights_only=True)
            done, spent = kept["done"], kept["seconds"]
            torch.set_rng_state(kept["random"])
            for state, values in zip(states, kept["states"], strict=True):
                state.load_state_dict(values)
        loss = math.nan
        while done < steps:
            loss = once(done / steps)
            done += 1
            if time.process_time() - began > _SAVED_EVERY or done == steps:
                spent, began = spent + time.process_time() - began, time.process_time()
                values = [state.state_dict() for state in states]
                kept = {"done": done, "seconds": spent, "states": values, "random": torch.get_rng_state()}
                torch.save(kept, self.kept.with_suffix(".new"))
                self.kept.with_suffix(".new").replace(self.kept)
                print(f"{self.kept.stem}: {done} of {steps}, loss {loss:.4f}", flush=True)


Batch = Callable[[], tuple[Tensor, Tensor]]


def _batches(pictures: Tensor, labels: Tensor, size: int) -> Batch:
    def drawn() -> tuple[Tensor, Tensor]:
        at = torch.randint(len(pictures), (size,))
        return pictures[at], labels[at]

    return drawn


def _descend(optimiser: torch.optim.Optimizer, rate: float, share: float, loss: Tensor) -> float:
    """One step, at a rate that rises at first and falls to nothing."""
    for group in optimiser.param_groups:
        group["lr"] = rate * min(1.0, share / 0.02 + 0.01) * 0.5 * (1 + math.cos(math.pi * share))
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([one for group in optimiser.param_groups for one in group["params"]], 1.0)
    optimiser.step()
    return loss.item()


def _denoise(
    work: Work,
    net: nn.Module,
    ask: Callable[[Tensor, Tensor, Tensor], Tensor],
    noised: Callable[[Tensor, Tensor], tuple[Tensor, Tensor, Tensor]],
    batch: Batch,
    steps: int,
) -> None:
    """Least squares of what ``noised`` says of data and noise."""
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)

    def once(share: float) -> float:
        pictures, labels = batch()
        x, told, wanted = noised(pictures, torch.randn_like(pictures))
        loss = (ask(x, told, labels) - wanted).square().mean()
        return _descend(optimiser, 2e-3, share, loss)

    work.go(once, steps, net, optimiser)
    net.eval()


def _unet(side: int, channels: int, classes: int | None = None) -> Any:
    from diffusers import UNet2DModel

    return UNet2DModel(
        sample_size=side, in_channels=channels, out_channels=channels, layers_per_block=1,
        block_out_channels=(16, 32, 32), norm_num_groups=8, num_class_embeds=classes,
        down_block_types=("DownBlock2D",) * 3, up_block_types=("UpBlock2D",) * 3, add_attention=False,
    )  # fmt: skip


def _levels(bars: Tensor, told: Callable[[int], float]) -> list[list[float]]:
    """What the network is told, α and σ, at some of its steps."""
    picked = np.linspace(0, len(bars) - 1, _SHOWN).round().astype(int).tolist()
    alpha = bars.double().sqrt()
    return [[told(t), float(alpha[t]), float((1 - alpha[t] ** 2).sqrt())] for t in picked]


def grey_ddpm(work: Work) -> dict[str, Any]:
    """28 by 28 grey garments, linear β, predicts the noise; a DDPM pipeline."""
    from diffusers import DDPMPipeline, DDPMScheduler

    net, scheduler = _unet(28, 1), DDPMScheduler(clip_sample=False)
    noised = discrete(scheduler.alphas_cumprod, "epsilon")
    _denoise(
        work, net, lambda x, t, _: net(x, t).sample, noised,
        _batches(*work.pictures("fashion-mnist", 28), 16), 2000,
    )  # fmt: skip
    DDPMPipeline(unet=net, scheduler=scheduler).save_pretrained(work.out)
    return {"levels": _levels(scheduler.alphas_cumprod, float), "prediction": "noise"}


def colour_v(work: Work) -> dict[str, Any]:
    """24 by 24 emoji in colour, cosine β, predicts v; a DDIM pipeline."""
    from diffusers import DDIMPipeline, DDIMScheduler

    net = _unet(24, 3)
    scheduler = DDIMScheduler(
        beta_schedule="squaredcos_cap_v2", prediction_type="v_prediction", clip_sample=False
    )
    noised = discrete(scheduler.alphas_cumprod, "v_prediction")
    _denoise(
        work, net, lambda x, t, _: net(x, t).sample, noised, _batches(*work.pictures("emoji", 24), 16), 2500
    )
    DDIMPipeline(unet=net, scheduler=scheduler).save_pretrained(work.out)
    return {"levels": _levels(scheduler.alphas_cumprod, float), "prediction": "v"}


def label_unet(work: Work) -> dict[str, Any]:
    """28 by 28 digits, told the class and no null class, scaled linear β; the scheduler lies beside it."""
    from diffusers import EulerDiscreteScheduler

    net = _unet(28, 1, 10)
    scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
    _denoise(
        work, net, lambda x, t, y: net(x, t, class_labels=y).sample,
        discrete(scheduler.alphas_cumprod, "epsilon"), _batches(*work.pictures("mnist", 28), 16), 2000,
    )  # fmt: skip
    net.save_pretrained(work.out)
    scheduler.save_pretrained(work.out)
    return {"levels": _levels(scheduler.alphas_cumprod, float), "prediction": "noise", "classes": 10}


def dit(work: Work) -> dict[str, Any]:
    """A transformer of patches of digits with a class, a null class and twice the channels."""
    from diffusers import DDIMScheduler, DiTTransformer2DModel

    net = DiTTransformer2DModel(
        num_attention_heads=4, attention_head_dim=32, in_channels=1, out_channels=2, num_layers=4,
        sample_size=28, patch_size=4, num_embeds_ada_norm=10,
    )  # fmt: skip
    scheduler = DDIMScheduler(clip_sample=False)
    _denoise(
        work, net, lambda x, t, y: net(x, timestep=t, class_labels=y).sample[:, :1],
        discrete(scheduler.alphas_cumprod, "epsilon"), _batches(*work.pictures("mnist", 28), 16), 2500,
    )  # fmt: skip
    net.save_pretrained(work.out)
    scheduler.save_pretrained(work.out)
    levels = _levels(scheduler.alphas_cumprod, float)
    return {"levels": levels, "prediction": "noise", "classes": 10, "null": 10}


def onnx_decoder(work: Work) -> dict[str, Any]:
    """The decoder alone of a VAE of digits from 0 to 1."""
    pictures, labels = work.pictures("mnist", 28)
    net = own_nets.Autoencoder(8, nn.Sigmoid())
    _autoencode(work, net, _batches((pictures + 1) / 2, labels, 64), _bernoulli, 2500)
    to_graph(net.decode, work.out / "decoder.onnx", (torch.zeros(1, 8),), ["z"])
    return {"paradigm": "vae", "parts": ["decoder"], "latent": 8, "range": [0.0, 1.0]}


def torch_vae(work: Work) -> dict[str, Any]:
    """A VAE of garments with a Gaussian of deviation 0.1 around what it decodes, as one exported program."""
    import warnings

    pictures, labels = work.pictures("fashion-mnist", 28)
    net = own_nets.Autoencoder(16, nn.Identity())
    _autoencode(work, net, _batches((pictures + 1) / 2, labels, 64), _gaussian, 2500)
    work.out.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(net, (torch.zeros(2, 1, 28, 28),))
        torch.export.save(program, work.out / "vae.pt2")
    return {"paradigm": "vae", "parts": ["decoder", "encoder"], "latent": 16, "range": [0.0, 1.0]}


def _autoencode(
    work: Work,
    net: own_nets.Autoencoder,
    batch: Batch,
    rest: Callable[[Tensor, Tensor], Tensor],
    steps: int,
) -> None:
    optimiser = torch.optim.Adam(net.parameters(), lr=2e-3)

    def once(share: float) -> float:
        pictures, _ = batch()
        mean, log_variance = net.encode(pictures).chunk(2, 1)
        code = mean + (log_variance / 2).exp() * torch.randn_like(mean)
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(1)
        return _descend(optimiser, 2e-3, share, (rest(net.decode(code), pictures) + divergence).mean())

    work.go(once, steps, net, optimiser)
    net.eval()


def _bernoulli(found: Tensor, pictures: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy(found, pictures, reduction="none").sum((1, 2, 3))


def _gaussian(found: Tensor, pictures: Tensor) -> Tensor:
    return ((found - pictures) / 0.1).square().sum((1, 2, 3)) / 2


def generator(work: Work) -> dict[str, Any]:
    """A generator alone of garments from −1 to 1, which learned against a critic (non-saturating, R1)."""
    player = nn.Sequential(own_nets.drawing(32, 64), nn.Tanh())
    judge = own_nets.critic()
    rates = {"lr": 5e-4, "betas": (0.5, 0.99)}
    ours, theirs = (torch.optim.Adam(one.parameters(), **rates) for one in (player, judge))
    batch = _batches(*work.pictures("fashion-mnist", 28), 32)
    soft = nn.functional.softplus

    def once(share: float) -> float:
        real = batch()[0].requires_grad_(True)
        drawn = player(torch.randn(len(real), 32))
        seen = judge(real)
        (slope,) = torch.autograd.grad(seen.sum(), real, create_graph=True)
        penalty = 0.5 * slope.square().sum((1, 2, 3)).mean()
        loss = soft(-seen).mean() + soft(judge(drawn.detach())).mean() + penalty
        theirs.zero_grad()
        loss.backward()
        theirs.step()
        fooled = soft(-judge(drawn)).mean()
        ours.zero_grad()
        fooled.backward()
        ours.step()
        return fooled.item()

    work.go(once, 3000, player, judge, ours, theirs)
    to_graph(player.eval(), work.out / "generator.onnx", (torch.zeros(1, 32),), ["z"], free=True)
    return {"paradigm": "gan", "parts": ["generator"], "latent": 32, "range": [-1.0, 1.0]}


def reversed_velocity(work: Work) -> dict[str, Any]:
    """Straight lines told from 999 (data) to 0 (noise), whose answer points to the data; fixed batch."""
    net = own_nets.Hourglass(rate=1 / 999)
    _denoise(
        work,
        net,
        lambda x, t, _: net(x, t),
        straight,
        _batches(*work.pictures("fashion-mnist", 28), 16),
        3500,
    )
    to_graph(net, work.out / "velocity.onnx", (torch.zeros(4, 1, 28, 28), torch.zeros(4)), ["sample", "t"])
    levels = [[999 * (1 - t), 1 - t, t] for t in np.linspace(0.02, 0.98, _SHOWN).tolist()]
    return {"paradigm": "flow", "levels": levels, "prediction": "velocity", "sign": -1}


def sigma_score(work: Work) -> dict[str, Any]:
    """The score of garments from 0 to 1 with noise that is only added, told σ."""
    pictures, labels = work.pictures("fashion-mnist", 28)
    score = own_nets.Score(own_nets.Hourglass(), 0.35)

    def noised(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        sigma = torch.exp(torch.randn(len(data)) * 1.4 - 1.2)
        return data + sigma[:, None, None, None] * noise, sigma, data

    def ask(x: Tensor, sigma: Tensor, _: Tensor) -> Tensor:
        return score.data(x, sigma)

    _denoise(work, score, ask, noised, _batches((pictures + 1) / 2, labels, 16), 3500)
    to_graph(
        score, work.out / "score.onnx", (torch.zeros(2, 1, 28, 28), torch.ones(2)), ["x", "sigma"], free=True
    )
    levels = [[sigma, 1.0, sigma] for sigma in np.geomspace(0.02, 20, _SHOWN).tolist()]
    return {"levels": levels, "prediction": "score", "range": [0.0, 1.0]}


def minus_noise(work: Work) -> dict[str, Any]:
    """TorchScript of digits, cosine β of 1,000 steps, told from 0 to 1, that predicts minus the noise."""
    import warnings

    from diffusers import DDPMScheduler

    bars = DDPMScheduler(beta_schedule="squaredcos_cap_v2").alphas_cumprod
    usual = discrete(bars, "epsilon")
    net = own_nets.Hourglass()

    def noised(data: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, t, wanted = usual(data, noise)
        return x, (t + 1) / len(bars), -wanted

    _denoise(work, net, lambda x, t, _: net(x, t), noised, _batches(*work.pictures("mnist", 28), 16), 3500)
    work.out.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.script(net).save(str(work.out / "denoiser.pt"))
    return {"levels": _levels(bars, lambda t: (t + 1) / len(bars)), "prediction": "noise", "sign": -1}


MODELS: dict[str, Callable[[Work], dict[str, Any]]] = {
    made.__name__: made
    for made in (
        grey_ddpm, colour_v, label_unet, dit, onnx_decoder, generator, torch_vae, reversed_velocity,
        sigma_score, minus_noise,
    )
}  # fmt: skip


def train(name: str, out: Path, data: Path, share: float) -> None:
    """One of them, unless it is there; raises what its training raises."""
    truth, folder = out / "truth" / f"{name}.json", out / "models" / name
    if truth.exists():
        return
    for place in (truth.parent, out / "kept"):
        place.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    shutil.rmtree(folder, ignore_errors=True)
    kept = out / "kept" / f"{name}.pt"
    told = MODELS[name](Work(data, folder, kept, share))
    usual = {"paradigm": "diffusion", "sign": 1, "range": [-1.0, 1.0], "classes": 0, "null": None}
    seconds = torch.load(kept, weights_only=True)["seconds"]
    truth.write_text(json.dumps({**usual, **told, "seconds": round(seconds), "share": share}, indent=1))


def main(argv: Sequence[str] | None = None) -> None:
    """Train those that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MODELS))
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of mnist-10k and emoji")
    parser.add_argument("--share", type=float, default=1.0, help="of the steps, for a quick look")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    for name in args.names or MODELS:
        train(name, args.out, args.data, args.share)


if __name__ == "__main__":
    main()
