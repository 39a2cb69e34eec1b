"""The tasks of networks that are told of faces."""

from __future__ import annotations

from playground.zoo.faces.factors_task import FacesTask
from playground.zoo.faces.recipe import TrainFaces, TrainFaceWords
from playground.zoo.faces.words_task import FaceWordsTask

TASKS = {TrainFaces: FacesTask, TrainFaceWords: FaceWordsTask}
