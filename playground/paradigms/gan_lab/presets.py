"""What to try: games that go well, and games that go wrong in the ways for which GANs are known."""

from __future__ import annotations

from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.recipe import Preset

PRESETS: tuple[Preset[GanLab], ...] = (
    Preset(
        name="healthy",
        title="Healthy run",
        help="Points reach all modes, and D says about ½ where data lie: it can hardly tell them apart.",
        recipe=GanLab(start="gan-healthy"),
    ),
    Preset(
        name="mode collapse",
        title="Mode collapse",
        help="The generator goes eight steps for each of a small discriminator: all its points run to the "
        "one mode that is best just now, and on to the next when D has noticed.",
        recipe=GanLab(
            start="gan-collapse", d_layers=1, d_width=32, g_width=32, g_steps=8, g_learning_rate=5e-4
        ),
    ),
    Preset(
        name="vanishing gradient",
        title="Vanishing gradient",
        help="D is sure before the generator has moved, and minimax leaves no gradient there: the sticks are "
        "gone. Choose the non-saturating objective, and they are back at once.",
        recipe=GanLab(
            start="gan-vanishing",
            objective="minimax",
            d_steps=10,
            d_learning_rate=5e-3,
            g_optimiser="sgd",
            g_learning_rate=3e-3,
            momentum=0.0,
        ),
    ),
    Preset(
        name="oscillation",
        title="Oscillation",
        help="A discriminator this simple is little more than a slope: the points run after it, it turns "
        "around, and both circle without end. With more layers and width it settles, or with R1 at 10.",
        recipe=GanLab(start="gan-oscillation", d_layers=1, d_width=16),
    ),
)
"""All presets in the order they are listed; the first one is the default."""
