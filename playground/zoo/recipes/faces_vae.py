"""Faces in sixty-four dimensions."""

from playground.zoo.vae.recipe import TrainVae

# Some 26 bits tell a face from all others, but its 12,288 values are worth far more to the likelihood: as one
# scale for all of them shrinks, every edge that is a little sharper is worth nats. With β = 4 the code spends
# fewer of them on that and leaves more dimensions unused. It loses no factor: each changes dozens of pixels,
# which is worth hundreds of nats.
RECIPE = TrainVae(
    name="faces-vae",
    title="Faces in sixty-four dimensions",
    summary="Faces in colour, of whose factors it was told nothing: convolutional, latent size 64.",
    data="faces",
    network="vae-conv",
    config={
        "latent": 64, "half": 32, "quarter": 64, "eighth": 96, "sixteenth": 96, "hidden": 192, "channels": 3,
        "height": 64, "width": 64, "first_log_scale": -2.0,
    },
    latent=64,
    batch=32,
    epochs=44,
    epoch_steps=500,
    scale_epochs=4,
    beta=4.0,
    kl_warm_up=3000,
    learning_rate=1.5e-3,
    warm_up=500,
    weight_decay=0.01,
    validation=512,
    half=True,
    bfloat16=True,
)  # fmt: skip
