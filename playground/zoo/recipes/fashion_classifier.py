"""The classifier in whose features sets of pictured clothes are compared."""

from playground.zoo.recipe import TrainClassifier

RECIPE = TrainClassifier(
    name="fashion-classifier",
    title="Clothes classifier",
    summary="Names clothes; its 128 features are where generated pictures are compared with real ones.",
    data="fashion-mnist",
    network="feature-classifier",
    epochs=10,
    learning_rate=3e-3,
    weight_decay=2e-2,
    shift=1.0,
    mirror=True,
    bfloat16=True,
)
