"""Classifiers that judge what pictures show, and the one in whose features sets of clothes are compared."""

from playground.zoo.recipe import TrainClassifier, TrainJudge

RECIPES = (
    TrainJudge(
        name="digits-judge",
        title="Digit judge",
        summary="A small convolutional classifier trained on real digits; it judges what decoded pictures "
        "show.",
        data="mnist",
        network="classifier",
        epochs=20,
        validation=500,
        learning_rate=2e-3,
        weight_decay=1e-2,
        degrees=8.0,
        zoom=0.08,
        shift=1.5,
        bfloat16=True,
    ),
    TrainJudge(
        name="emoji-judge",
        title="Judge of styles",
        summary="A small convolutional classifier trained on real emoji; it says in which style one is "
        "drawn.",
        data="emoji",
        network="feature-classifier",
        config={"classes": 3, "channels": 3, "width": 40},
        epochs=24,
        learning_rate=2e-3,
        weight_decay=5e-2,
        shift=2.0,
        paper=255,
        validation=240,
        bfloat16=True,
    ),
    TrainJudge(
        name="fashion-judge",
        title="Fashion judge",
        summary="A small convolutional classifier trained on real images; it judges what decoded pictures "
        "show.",
        data="fashion-mnist",
        network="classifier",
        epochs=8,
        learning_rate=2e-3,
        weight_decay=1e-2,
        shift=1.0,
        mirror=True,
        bfloat16=True,
    ),
    TrainClassifier(
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
    ),
)
