"""The 2-D labs: stages in which something small trains while one watches.

A lab is a :class:`~playground.ui.lab.spec.LabSpec` beside its tab, and a stage that runs it::

    LAB = LabSpec(name="gan", groups=…, layers=…, planes=Planes, parts=parts, readings=readings, …)

    stage = LabStage(LAB, context, Slice(tab.store, "lab"))     # a widget

The tab names the specification, which is loaded with all that draws when the lab is first shown. The state
that the stage shows is a :class:`~playground.ui.lab.state.LabState`: the recipe of the run, and a view of its
frames.

``planes`` makes a :class:`~playground.ui.lab.planes.LabPlanes`, which draws the newest frame, and ``parts``
what stands around it: each a :class:`~playground.ui.lab.parts.Part`, a widget and what it tells of a frame.
Both give their figures to the exports. Where two trainings go on side by side, ``planes`` is asked once more,
and ``twice`` makes the parts that are there of each. Everything else is data, or a function of the state and
the frame's scalars.
"""
