"""Games of two players."""

from playground.zoo.gan.recipe import TrainGan

RECIPES = (
    TrainGan(
        name="fashion-gan",
        title="Clothes by a GAN",
        summary="A generator of clothes of a given kind, and the discriminator that it learned to deceive.",
        data="fashion-mnist",
        network="gan",
        epochs=14,
        batch=64,
        learning_rate=1e-3,
        discriminator_learning_rate=1e-3,
        weight_decay=0.0,
        clip=0.0,
        ema=0.999,
        bfloat16=True,
        r1=0.2,
        half=True,
    ),
    # Emoji by a game of two players, of which one is augmented as much as it needs.
    TrainGan(
        name="emoji-gan",
        title="Emoji by a GAN",
        summary="A mapped generator of emoji in colour and three styles, whose layers can be mixed, and the "
        "discriminator that it learned to deceive.",
        data="emoji",
        network="gan-mapped",
        config={
            "channels": 3, "height": 32, "width": 32, "classes": 3, "latent": 64, "mapping": 2, "style":
            128, "generator": 64, "generator_coarse": 112, "generator_fine_blocks": 2, "discriminator":
            64, "discriminator_coarse": 112, "discriminator_blocks": 2, "end": 12, "features": 128,
        },
        epochs=150,
        batch=32,
        learning_rate=2e-4,
        discriminator_learning_rate=4e-4,
        warm_up=100,
        weight_decay=0.0,
        clip=0.0,
        ema=0.999,
        bfloat16=True,
        r1=0.2,
        interval=4,
        mixing=0.5,
        ada=0.6,
        paper=255,
        validation=240,
        snapshots=2,
        half=True,
    ),
    # Nothing is augmented: augmentation keeps a discriminator from knowing few pictures by heart (Karras et
    # al. 2020), and of faces it hardly sees one twice. R1 is four times that of emoji, since the gradient
    # of pictures of twice the side has a quarter of the squared norm.
    TrainGan(
        name="faces-gan",
        title="Faces by a GAN",
        summary="A mapped generator of faces in colour, whose layers can be mixed, and the discriminator "
        "that it learned to deceive.",
        data="faces",
        network="gan-mapped",
        config={
            "channels": 3, "height": 64, "width": 64, "patch": 4, "classes": 0, "latent": 64, "mapping":
            2, "style": 128, "generator": 80, "generator_coarse": 112, "generator_fine_blocks": 2,
            "generator_first_blocks": 2, "discriminator": 80, "discriminator_coarse": 112,
            "discriminator_blocks": 2, "end": 12, "features": 128,
        },
        epochs=40,
        epoch_steps=500,
        batch=32,
        learning_rate=2e-4,
        discriminator_learning_rate=4e-4,
        warm_up=100,
        weight_decay=0.0,
        clip=0.0,
        ema=0.999,
        bfloat16=True,
        r1=0.8,
        interval=4,
        mixing=0.5,
        validation=1000,
        snapshots=2,
        half=True,
    ),
)  # fmt: skip
