"""A normalizing flow."""

from playground.zoo.nflow.recipe import TrainNflow

RECIPES = (
    TrainNflow(
        name="fashion-nflow",
        title="Clothes by a normalizing flow",
        summary="A multi-scale flow with mixtures of logistics in its couplings: z and likelihood of "
        "clothes.",
        data="fashion-mnist",
        network="image-flow",
        config={"components": 8, "hidden": 256, "features": 64, "blocks": [1, 2]},
        epochs=3,
        restarts=(7,),
        batch=64,
        learning_rate=1.5e-3,
        bfloat16=True,
        half=True,
    ),
)
