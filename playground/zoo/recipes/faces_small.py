"""Networks of one kind that learned from more and more faces of the small world, and one from other faces."""

from playground.faces.small import TRAINING_SIZES
from playground.zoo.recipe import TrainDenoiser

_STEPS = 3000
_SNAPSHOTS = {64, 1024, 4096}


def _recipe(count: int, *, other: bool = False) -> TrainDenoiser:
    name = f"faces-small-{count}" + "-other" * other
    return TrainDenoiser(
        name=name,
        title=f"Small faces, {count:,} learned" + ", the other half" * other,
        summary=f"A U-Net that learned flow matching from {count:,} of the 16,384 faces of the small world"
        + (", none of them among those of its twin." if other else "."),
        data=name,
        network="unet",
        config={
            "channels": 3,
            "height": 32,
            "width": 32,
            "classes": 0,
            "features": 32,
            "blocks": 1,
            "preconditioning": "velocity",
        },
        path="linear",
        prediction="velocity",
        times="logit-normal",
        batch=64,
        epochs=1,
        epoch_steps=_STEPS,
        learning_rate=2e-3,
        label_dropout=0.0,
        validation=0,
        half=True,
        snapshot_steps=(250, 500, 1000, 2000) if count in _SNAPSHOTS and not other else (),
    )


RECIPES = (*(_recipe(count) for count in TRAINING_SIZES), _recipe(TRAINING_SIZES[-1], other=True))
