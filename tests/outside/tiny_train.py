"""``playground train`` on a few random pictures with a recipe that takes a second."""

from __future__ import annotations

from pathlib import Path

from playground import cli
from playground.core.images import write_idx
from playground.core.recipe import change
from playground.zoo import recipes
from tests.support import tiny_training


def main() -> int:
    """Train into the current folder; gives the command's exit status."""
    data = Path("data")
    data.mkdir(exist_ok=True)
    for part, count in (("train", 48), ("t10k", 16)):
        images = tiny_training.images(count)
        write_idx(data / f"{part}-images-idx3-ubyte.gz", images.images[:, 0])
        write_idx(data / f"{part}-labels-idx1-ubyte.gz", images.labels)
    recipe = change(tiny_training.RECIPE, epochs=1)
    recipes.recipe = lambda _: recipe
    return cli.main(["train", recipe.name, "--data", str(data), "--device", "cpu"])


if __name__ == "__main__":
    raise SystemExit(main())
