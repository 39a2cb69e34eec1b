"""What an import finds of models whose convention is known, against the truth; prints a table.

``python -m tests.importing.found --out DIR [--data DIR]`` imports by ``playground import`` what
:mod:`tests.importing.trained` wrote to ``DIR/models``, with no other help than the flags below, compares what
comes of it with ``DIR/truth``, and draws from one noise in the loops of diffusers and in ours. ``--others``
measures networks with random weights, which must fit nothing, and the models that ship.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import numpy as np
import torch
from PIL import Image
from torch import nn

from playground.cli import main as playground
from playground.core import folders
from playground.core.images import read_labelled_images
from playground.gaussian.adapt import path_of, path_time
from playground.gaussian.card import Denoising
from playground.importing import whole
from playground.importing.identify import Identified, identify
from playground.importing.importing import Imported
from playground.paradigms.cards import read_card
from playground.runtimes.onnx_session import processor_session
from playground.zoo import data
from tests.importing import own_nets, trained
from tests.importing.loops import THEIRS, largest

NEAR = 0.03
"""α may be so far from what was taught, and the logarithm of σ/α five times as far."""


class Source(NamedTuple):
    """A file or folder below a model's, and what a person says of it."""

    path: str = "."
    flags: tuple[str, ...] = ()


SOURCES = {
    "grey_ddpm": Source(),
    "colour_v": Source(flags=("--pictures", "{pictures}")),
    "label_unet": Source(),
    "dit": Source(),
    "onnx_decoder": Source("decoder.onnx", ("--role", "decoder")),
    "generator": Source("generator.onnx", ("--role", "generator")),
    "torch_vae": Source("vae.pt2", ("--trust",)),
    "reversed_velocity": Source("velocity.onnx"),
    "sigma_score": Source("score.onnx"),
    "minus_noise": Source("denoiser.pt", ("--trust", "--shape", "1,28,28")),
}


class Import(NamedTuple):
    """How an import went: what came of it, or the sentence by which it was refused."""

    brought: Imported | None
    said: str
    seconds: float


def imported(name: str, out: Path, into: Path, pictures: Path) -> Import:
    """Import one of them as a person would, by the command."""
    source = SOURCES[name]
    flags = [flag.format(pictures=pictures) for flag in source.flags]
    words = ["import", str(out / "models" / name / source.path), "--name", name, "--into", str(into), *flags]
    found: list[Imported] = []
    import_model = whole.import_model

    def kept(*args: Any) -> Imported:
        found.append(import_model(*args))
        return found[0]

    said, began = io.StringIO(), _spent()
    with (
        mock.patch.object(whole, "import_model", kept),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(said),
    ):
        playground(words)
    return Import(found[0] if found else None, said.getvalue().strip(), _spent() - began)


def _spent() -> float:
    """Seconds of processors, of this process and of those that it started and that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def unlike(brought: Imported, truth: dict[str, Any]) -> list[str]:
    """What is not as it was taught, in words."""
    card = brought.card
    wrong = [] if card.paradigm == truth["paradigm"] else [f"it is a {card.paradigm}"]
    if [card.image.low, card.image.high] != truth["range"]:
        wrong.append(f"from {card.image.low:g} to {card.image.high:g}")
    said = Denoising.of(card)
    if said is None:
        here = {"parts": sorted(card.parts), "latent": card.latent}
        return wrong + [f"{name} {value}" for name, value in here.items() if value != truth[name]]
    here = {
        "prediction": said.prediction, "sign": said.sign, "classes": said.classes,
        "null": getattr(said.condition, "null", None),
    }  # fmt: skip
    wrong += [f"{name} {value}" for name, value in here.items() if value != truth[name]]
    return wrong + ([] if _same_levels(said, truth["levels"]) else ["levels"])


def _same_levels(said: Denoising, levels: list[list[float]]) -> bool:
    """Whether the network is told at a level what it was told there while it was trained."""
    path = path_of(said)
    for told, alpha, sigma in levels:
        level = path.level(min(max(path_time(said, told), path.floor), path.end))
        apart = abs(
            math.log(max(level.sigma, 1e-9) / max(level.alpha, 1e-9)) - math.log(sigma / max(alpha, 1e-9))
        )
        if abs(level.alpha - alpha) > NEAR or (min(alpha, sigma) > NEAR and apart > 5 * NEAR):
            return False
    return True


def measured(found: Identified | None) -> str:
    """Scores and verdict in one cell."""
    if found is None:
        return "–"
    best, alike = found.rows[0], len(found.alike[1:])
    other = next((row.score for row in found.rows if not row.alike), math.inf)
    more = f", {alike} cannot be told apart" if alike else ""
    return f"{found.verdict}: {best.score:.3f}, the next {other:.3f}{more}"


def table(out: Path, place: Path, pictures: Path) -> Iterator[str]:
    """A row for every model that was trained."""
    yield "| model | trained, s | runs | as taught | measured | how it is taken to speak | import, s |"
    yield "|---|---|---|---|---|---|---|"
    for name in SOURCES:
        path = out / "truth" / f"{name}.json"
        if not path.exists():
            continue
        truth, (brought, said, seconds) = json.loads(path.read_text()), imported(name, out, place, pictures)
        if brought is None:
            yield f"| `{name}` | {truth['seconds']} | no | – | {said} | – | {seconds:.0f} |"
            continue
        wrong = "; ".join(unlike(brought, truth)) or "yes"
        cells = (wrong, measured(brought.identified), brought.said or brought.card.paradigm)
        yield f"| `{name}` | {truth['seconds']} | yes | {' | '.join(cells)} | {seconds:.0f} |"


def loops(out: Path, place: Path) -> Iterator[str]:
    """Largest differences of grey levels from the loops of diffusers."""
    yield "| pipeline | " + " | ".join(THEIRS) + " |"
    yield "|---|" + "---|" * len(THEIRS)
    for name in ("grey_ddpm", "colour_v"):
        if (place / name).is_dir():
            cells = (f"{largest(out / 'models' / name, place / name, how, 4):g}" for how in THEIRS)
            yield f"| `{name}` | " + " | ".join(cells) + " |"


def emoji(folder: Path, place: Path, side: int = 24) -> None:
    """Pictures as a person would hand them in."""
    place.mkdir(parents=True, exist_ok=True)
    for at, picture in enumerate(data.load("emoji", "t10k", folder).images[:24]):
        image = Image.fromarray(picture.transpose(1, 2, 0))
        image.resize((side, side), Image.Resampling.BOX).save(place / f"{at}.png")


def _asks(net: nn.Module, ask: Callable[..., Any] | None = None) -> Callable[..., np.ndarray]:
    def answer(x: np.ndarray, time: np.ndarray, *labels: np.ndarray) -> np.ndarray:
        given = [torch.from_numpy(each) for each in (x, time, *labels)]
        with torch.inference_mode():
            return np.asarray((ask or net)(*given))

    net.eval()
    return answer


def others() -> Iterator[str]:
    """Networks with random weights, and those that ship."""
    held = read_labelled_images(folders.assets() / "heldout" / "fashion-mnist", "t10k")
    yield "| network | measured | first of the table |"
    yield "|---|---|---|"
    for seed in range(2):
        torch.manual_seed(seed)
        unet, hourglass, score = trained._unet(28, 1), own_nets.Hourglass(), own_nets.Hourglass()
        nets = {
            "UNet2DModel": _asks(unet, lambda x, t, net=unet: net(x, t).sample),
            "of its own": _asks(hourglass),
            "between scalings": _asks(own_nets.Score(score, 0.5)),
        }
        for name, asked in nets.items():
            found = identify(asked, held.images)
            yield f"| random weights, {name} | {measured(found)} | {found.rows[0].convention.title} |"
    for folder in sorted(path.parent for path in folders.shipped_models().glob("*/card.toml")):
        card = read_card(folder)
        said = Denoising.of(card)
        if said is None or any(
            port.name not in ("x", "time", "label") for port in card.parts["denoiser"].inputs
        ):
            continue
        digits = "digits" in card.name
        pictures = read_labelled_images(folders.assets() / "heldout" / "mnist", "t10k") if digits else held
        session = processor_session(folder / card.parts["denoiser"].graph)

        def asked(x: np.ndarray, time: np.ndarray, label: np.ndarray, session: Any = session) -> np.ndarray:
            return np.asarray(session.run(None, {"x": x, "time": time, "label": label})[0])

        seen: np.ndarray = pictures.images[:64]
        if "encoder" in card.parts:
            encoder = processor_session(folder / card.parts["encoder"].graph)
            seen = encoder.run(None, {"image": (seen / 127.5 - 1).astype(np.float32)})[0]
        found = identify(asked, seen, pictures.labels[:64].astype(np.int64))
        yield f"| `{card.name}` | {measured(found)} | {found.rows[0].convention.title} |"


def main(argv: Sequence[str] | None = None) -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="the folder of the trained models")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of emoji")
    parser.add_argument("--others", action="store_true", help="random weights, and the models that ship")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    if args.out:
        emoji(args.data / "emoji", args.out / "pictures")
        # What is trusted here is trusted here alone.
        with (
            tempfile.TemporaryDirectory() as temporary,
            mock.patch.dict(os.environ, {"PLAYGROUND_SETTINGS": temporary}),
        ):
            place = Path(temporary) / "models"
            for line in (*table(args.out, place, args.out / "pictures"), "", *loops(args.out, place)):
                print(line, flush=True)
            shutil.copytree(place, args.out / "imported", dirs_exist_ok=True)
    for line in others() if args.others else ():
        print(line, flush=True)


if __name__ == "__main__":
    main()
