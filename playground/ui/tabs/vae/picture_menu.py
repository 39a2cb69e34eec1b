"""What can be done with any picture: copy it, save it, make it an end of the way, send it through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from playground.core.recipe import Recipe
from playground.paradigms.vae_images import recipes as vae
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.menus import picture_menu


def source_menu(
    scene: VaeScene,
    picture: NDArray[np.uint8],
    source: vae.Source,
    parent: QWidget,
    recipe: Recipe | None = None,
) -> QMenu:
    """The menu of a picture; ``source`` is the image itself, or the point it is decoded from, and ``recipe``
    what gives it, where that is known."""
    menu = picture_menu(picture, parent, recipe)
    image = vae.Drawing(picture.tobytes()) if isinstance(source, vae.Latent) else source
    menu.addSeparator()
    menu.addAction("Make it A", partial(scene.act, "Choose A", a=source, panel="interpolate"))
    menu.addAction("Make it B", partial(scene.act, "Choose B", b=source, panel="interpolate"))
    # A tile of a plane shows channels that are no colours side by side: the model takes no such picture.
    if picture.shape == scene.card.image.shape:
        menu.addAction(
            "Send it through the model", partial(scene.act, "Choose image", source=image, panel="encode")
        )
    if isinstance(source, vae.Latent):
        menu.addAction("Move z here", partial(scene.move_to, "Move z", np.asarray(source.values)))
    return menu


def offer_menu(scene: VaeScene, view: ImageView, source: Callable[[], vae.Source | None]) -> None:
    """Let a view show the menu of its picture at a right click, while ``source`` gives something."""

    def show(where: QPoint) -> None:
        given = source()
        if view.picture is not None and given is not None and not view.stale:
            source_menu(scene, view.picture, given, view).popup(where)

    view.menu_asked.connect(show)
