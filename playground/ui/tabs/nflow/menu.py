"""What can be done with any picture: copy and save it, make it an end of the way, take it apart."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu, QWidget

from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, Noise
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.menus import picture_menu


def source_menu(
    scene: NflowScene,
    picture: NDArray[np.uint8],
    source: HeldOut | Noise | None,
    parent: QWidget,
    told: int | None = None,
) -> QMenu:
    """The menu of a picture; ``source`` is what can be an end of a way, read as the class ``told``."""
    menu = picture_menu(picture, parent)
    image = source if isinstance(source, HeldOut) else Drawing(np.ascontiguousarray(picture).tobytes())
    menu.addSeparator()
    if source is not None:
        read = {} if told is None else {"interpolate.label": told}
        for end in ("a", "b"):
            choose = partial(scene.act, f"Choose {end.upper()}", panel="interpolate", **{end: source}, **read)
            menu.addAction(f"Make it {end.upper()}", choose)
    menu.addAction("Take it apart", partial(scene.act, "Choose picture", panel="inspect", source=image))
    return menu
