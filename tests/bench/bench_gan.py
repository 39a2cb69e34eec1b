"""The GAN's lab against TensorFlow.js: the same two networks, losses, optimiser and batch, in turn.

Run ``python -m tests.bench.bench_gan`` in an X server. It needs Node.js, and npm once: TensorFlow.js goes
into a temporary folder, or into one that ``--packages`` names and that is kept.

What is compared is rounds per second, each one update of both players. Ours are those of the engine's process
while the window draws the lab as it is at first, with all its measures. Where other work keeps the machine
busy, the ratio by the seconds of a core that both used is the fairer one; it is printed beside the other.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.bench.report import Result, machine, show
from tests.e2e.seat import ROOT, environment, need_screen

PACKAGES = ("@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm")
SECONDS, TIMES = 10.0, 5
LEAST_RATIO, LEAST_FRAMES = 8.0, 30.0
_SCRIPT = Path(__file__).with_name("gan_tfjs.mjs")
_INSTALLING, _WAITING = 600, 240

Found = dict[str, Any]


def install(folder: Path) -> None:
    """Put TensorFlow.js into a folder, unless it is there; raises ``RuntimeError`` where that cannot be."""
    if all((folder / "node_modules" / name).exists() for name in PACKAGES):
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError("TensorFlow.js needs node and npm, which are not installed.")
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(
        [*command, *PACKAGES], capture_output=True, text=True, check=False, timeout=_INSTALLING
    )
    if done.returncode:
        raise RuntimeError(f"npm could not install TensorFlow.js: {done.stderr.strip()[-1000:]}")


def theirs(folder: Path, seconds: float) -> Found:
    """Rounds that TensorFlow.js makes in so many seconds, and what of a core it uses."""
    done = subprocess.run(
        ["node", str(_SCRIPT), str(folder.resolve()), str(seconds)],
        capture_output=True, text=True, check=False, timeout=seconds + _WAITING,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"TensorFlow.js failed: {done.stderr.strip()[-1000:]}")
    found = dict(json.loads(done.stdout.splitlines()[-1]))
    if found["backend"] != "wasm" or found["threads"] != 1:
        raise RuntimeError(f"TensorFlow.js did not run on one thread of WebAssembly: {found}")
    return found


def ours(seconds: float) -> Found:
    """Rounds that the lab makes in so many seconds of its window, and what both processes use of a core."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.gan_window", "--seconds", str(seconds)],
            cwd=ROOT, env=environment(Path(folder) / "settings", Path(folder) / "data"),
            capture_output=True, text=True, check=False, timeout=seconds + _WAITING,
        )  # fmt: skip
    if not done.stdout.strip():
        raise RuntimeError(f"the lab said nothing: {done.stderr.strip()[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(
    packages: Path | None = None, seconds: float = SECONDS, times: int = TIMES
) -> tuple[list[Result], Found]:
    """Ratios of rounds per second, of pairs that were measured one after the other; their medians."""
    pairs: list[tuple[Found, Found]] = []
    with tempfile.TemporaryDirectory() if packages is None else nullcontext(packages) as place:
        folder = Path(place)
        install(folder)
        for _ in range(times):
            pairs.append((theirs(folder, seconds), ours(seconds)))
            print(json.dumps(pairs[-1]), file=sys.stderr, flush=True)
    return _results(pairs), {"pairs": pairs}


def _results(pairs: list[tuple[Found, Found]]) -> list[Result]:
    def middle(what: str, values: list[float], unit: str, least: float | None = None) -> Result:
        return Result("gan", what, statistics.median(values), unit, least=least)

    tfjs, lab = [one for one, _ in pairs], [other for _, other in pairs]
    version, count = tfjs[0]["version"], len(pairs)
    slow, fast = _each("rounds", tfjs), _each("rounds", lab)
    slow_core = [each["rounds"] / each["cpu"] for each in tfjs]
    fast_core = [each["rounds"] / each["engine"] for each in lab]
    ratios = [b / a for a, b in zip(slow, fast, strict=True)]
    core_ratios = [b / a for a, b in zip(slow_core, fast_core, strict=True)]
    title = f"rounds of the lab : TensorFlow.js {version}, wasm, median of {count}"
    return [
        middle(title, ratios, "×", LEAST_RATIO),
        middle(f"{title}, by seconds of a core", core_ratios, "×"),
        middle("rounds, the lab while it is drawn", fast, "per s"),
        middle("rounds, TensorFlow.js", slow, "per s"),
        middle("frames drawn meanwhile", _each("paints", lab), "per s", LEAST_FRAMES),
        middle("window meanwhile, of a core", _each("window", lab), "s per s"),
        middle("engine meanwhile, of a core", _each("engine", lab), "s per s"),
    ]


def _each(name: str, found: list[Found]) -> list[float]:
    """A count of each measurement, per second of wall time."""
    return [each[name] / each["wall"] for each in found]


def main() -> int:
    """Print the measurements; gives 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_gan", description=__doc__)
    parser.add_argument("--packages", type=Path, help="a folder with TensorFlow.js, or for it")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each of a pair")
    parser.add_argument("--times", type=int, default=TIMES, help="how many pairs")
    arguments = parser.parse_args()
    need_screen()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    results, _ = measure(arguments.packages, arguments.seconds, arguments.times)
    show(results, machine())
    return int(any(result.met is False for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
