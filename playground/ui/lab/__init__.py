"""The 2-D lab: the stage of the tabs Diffusion, Flow Matching and Consistency where all is small and exact.

What a tab does with it::

    from playground.ui.lab.kinds import LabKind
    from playground.ui.lab.state import LabState
    from playground.ui.slice import Slice

    LAB = LabKind(name="flow", …)

    class FlowState(Recipe, frozen=True, kw_only=True, tag="flow-tab"):
        lab: LabState = LAB.first                           # a LabState: recipe of the run, and what is drawn
        …

    from playground.ui.lab.stage import LabStage            # when the stage is first shown

    stage = LabStage(LAB, context, Slice(tab.store, "lab"))

``LabStage`` is a ``QWidget``. It trains while it can be seen and is held while it is hidden. It has

* ``stage.player``: the :class:`~playground.ui.player.Player` that walks through the path's time;
* ``stage.controls()``: a new form for the left column, with ``touched`` (a field's name, or empty),
  ``light(fields)`` and ``ask_for(fields)`` as the VAE tab's form has;
* ``stage.exports()``: a tuple of :class:`~playground.ui.tab.Export`;
* ``stage.status`` (``dict``) and ``stage.report`` (``str, str``): signals like those of a tab;
* ``stage.accept(recipe)``: shows a ``LabState`` or a recipe of its run as one undoable step, else ``False``;
* ``stage.train(order)`` with "toggle", "step" or "reset": what the window's commands for training ask for;
* ``stage.copy()``: puts the picture of the main plane on the clipboard.

The differences between the paradigms are data: a :class:`~playground.ui.lab.kinds.LabKind` beside each tab.
"""
