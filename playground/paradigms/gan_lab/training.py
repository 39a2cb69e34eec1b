"""A recipe as the plan and the controls of a game."""

from __future__ import annotations

from playground.live.gan import GanControls, GanPlan, Pace, Player
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.source import source_of


def plan_of(recipe: GanLab) -> GanPlan:
    """What a training depends on from its start to its end; raises ``RecipeError`` where nothing was
    drawn."""
    return GanPlan(
        data=source_of(recipe).draw,
        noise=recipe.noise,
        discriminator=Player(width=recipe.d_width, layers=recipe.d_layers),
        generator=Player(width=recipe.g_width, layers=recipe.g_layers),
        activation=recipe.activation,
        seed=recipe.seed,
    )


def controls_of(recipe: GanLab) -> GanControls:
    """What may change while it goes on."""
    return GanControls(
        objective=recipe.objective,
        players=recipe.players,
        discriminator=Pace(
            optimiser=recipe.d_optimiser, learning_rate=recipe.d_learning_rate, steps=recipe.d_steps
        ),
        generator=Pace(
            optimiser=recipe.g_optimiser, learning_rate=recipe.g_learning_rate, steps=recipe.g_steps
        ),
        momentum=recipe.momentum,
        batch=recipe.batch,
        r1=recipe.r1,
        penalty=recipe.penalty,
    )
