"""What happens in the Studio, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from playground.studio.training_folders import Family

_MEASURES: Mapping[str, str] = {
    "bits/dim held out": (
        "At most so many bits does the model need for every value (a pixel’s, of one channel) of held-out "
        "pictures; fewer are better. “Single pixels” is what a model needs that knows how often every pixel "
        "has every value, but not which values go together."
    ),
    "kernel distance": (
        "How far the drawn pictures are from held-out ones in features, which are what a small network made "
        "for this set (a classifier, or an autoencoder) sees in a picture: 0, give or take the error, where "
        "they cannot be told apart by them. “Noise” is that of random pixels, and “training pictures” "
        "that of pictures that the features learned from. Lower is better."
    ),
    "class agreement": (
        "How many of the drawn pictures the classifier finds to be of the class that was asked for, with the "
        "95% interval, and how many held-out ones it finds to be of their class: a perfect model’s pictures "
        "are found so about as often."
    ),
    "copies": (
        "How many of the drawn pictures are suspiciously near to a single training picture. By chance some "
        "are of a perfect model, too: “perfect” is how many on average. Only more than “by chance up to” "
        "speak of pictures learned by heart."
    ),
}
"""What the measured numbers of a finished model mean, by the names that they begin with."""

_MEASURED = Markup().join(
    Markup("<p><b>{}.</b> {}</p>").format(name[0].upper() + name[1:], said)
    for name, said in _MEASURES.items()
)

_VAE_ROWS = (
    "The rows of a VAE’s sheet, from the top: pictures that were kept apart (of fewer than ten training "
    "pictures none are, so these are learned ones), what comes back of them, the way from the first to the "
    "second, and two rows of prior samples."
)
_TAUGHT_ROWS = "The upper two rows are drawn in one step, and the same pictures in the lower two in four."
ROWS: Mapping[Family, str] = {
    "vae": _VAE_ROWS,
    "reflow": _TAUGHT_ROWS,
    "consistency": _TAUGHT_ROWS,
    "nflow": "The upper two rows are drawn at temperature 1, and the lower two at 0.7.",
}
"""What the rows of a sheet are, of families where they are not alike."""

_GOES = Markup(
    "<p>A process of its own learns from your pictures. It goes on when this window is closed, and whoever "
    "opens the Studio again finds it.</p>"
    "<p><b>Time.</b> A step is timed first; from that follows how many steps fit into the minutes that you "
    "give it; where the machine was busy then, and much of the time is left at the end, it goes on once with "
    "more of them. The learning rate falls to almost nothing until the last one, so a training that is "
    "stopped early is worth less than one that was meant to be short.</p>"
    "<p><b>Kept apart.</b> A part of the training pictures is not learned from, but chooses the best "
    "weights. Where the loss on it rises while that on the others still falls, the model begins to learn its "
    "pictures by heart.</p>"
    "<p><b>EMA.</b> The pictures are drawn by the moving average of the weights over the last steps. It "
    "changes more slowly than the weights themselves, and its pictures are nearly always the better ones.</p>"
    "<p><b>Fixed seeds.</b> Each place in the sheet begins from the same noise at every step, so that one "
    "sees the same picture become better. {}</p>"
    "<p><b>Pause and stop.</b> Both keep what is learned. After a crash or a power cut only the last steps "
    "are made again.</p>"
    "<p><b>Train longer.</b> A finished training can be taken up for more minutes, with its weights, their "
    "average and the optimiser’s moments as they were. The learning rate rises to where it would be by then, "
    "had the training been meant to be so long, and falls anew: pictures may be worse for a while, and a few "
    "minutes after many change little. The finished model stays until the new one is there, "
    "and it is the one that is opened, and that is there after a stop.</p>"
).format(_VAE_ROWS)

HAPPENS = _GOES + _MEASURED


def tip_of(title: str) -> str:
    """What a measured number of this title means; nothing where that is not known."""
    return next((said for name, said in _MEASURES.items() if title.startswith(name)), "")
