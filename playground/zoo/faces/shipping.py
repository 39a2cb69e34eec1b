"""What ships of networks that are told of faces."""

from __future__ import annotations

from playground.zoo.faces.recipe import TrainFaceWords
from playground.zoo.faces.task import ship

SHIPS = {TrainFaceWords: ship}
