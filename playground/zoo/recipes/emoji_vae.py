"""Emoji in sixty-four dimensions."""

from playground.zoo.vae.recipe import Named, TrainVae

_GLASSES = ("glasses", "sunglasses", "spectacles", "eyeglasses", "monocle")

RECIPE = TrainVae(
    name="emoji-vae",
    title="Emoji in sixty-four dimensions",
    summary="Emoji in colour and three styles, which it was not told: convolutional, latent size 64.",
    data="emoji",
    network="vae-conv",
    config={
        "latent": 64, "half": 32, "quarter": 64, "eighth": 96, "hidden": 256, "channels": 3,
        "height": 32, "width": 32, "first_log_scale": -3.0,
    },
    latent=64,
    batch=32,
    epochs=70,
    scale_epochs=10,
    beta=0.5,
    kl_warm_up=500,
    learning_rate=1.5e-3,
    weight_decay=0.01,
    shift=1.0,
    whole_shifts=True,
    mirror=True,
    paper=255,
    validation=240,
    half=True,
    bfloat16=True,
    directions=(
        Named(name="glasses", words=_GLASSES, within="face"),
        Named(name="smile", words=("smile", "smiling", "grin", "grinning"), within="face"),
        Named(name="tears", words=("tear", "tears", "cry", "crying"), within="face"),
        Named(name="angry", words=("angry", "mad", "anger"), within="face"),
        Named(name="cat", words=("cat",), within="face"),
        Named(name="heart", words=("heart", "heart-eyes")),
        Named(name="red", words=("red",)),
        Named(name="blue", words=("blue",)),
        Named(name="green", words=("green",)),
        Named(name="Twemoji"),
        Named(name="Noto"),
        Named(name="Fluent"),
    ),
)  # fmt: skip
