"""Emoji from words in one, two or four steps."""

from playground.zoo.few_steps.recipe import TrainFewSteps

RECIPE = TrainFewSteps(
    name="emoji-words-fast",
    title="Emoji from words, quickly",
    summary="Distilled from emoji-words: draws in one, two or four evaluations, guidance among its weights.",
    data="emoji",
    network="mm-dit",
    config={"vocabulary": 3700, "length": 24, "embedding": 80},
    teacher="emoji-words",
    trajectories=4500,
    teacher_sampler="ab2",
    teacher_steps=12,
    guidance=4.0,
    label_dropout=0.04,
    batch=64,
    epochs=24,
    learning_rate=4e-4,
    warm_up=50,
    ema=0.99,
    weight_decay=0.01,
    validation=0,
    bfloat16=True,
    half=True,
)
