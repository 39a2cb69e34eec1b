"""What the Images stages of Diffusion, Flow Matching and Consistency share.

A tab is made of these parts::

    state.py            DenoisingImages: the recipes of both panels, what they share, what is looked at
    scene.py            SamplingScene: beyond others the path, its times, what is refused, and the trajectory
    spec.py             the group of sampling fields, and which of them do not matter

Panels that every stage has: ``denoise_panel.py`` (columns, filmstrip, schedule, scrubbing, exports) and
``interpolate_panel.py`` (two seeds). Parts for panels: ``filmstrip.py``, ``schedule_plots.py``, ``why.py``
(why nothing can be drawn). For the left column: ``editors.py`` (samplers and spacings that explain what does
not fit, labels by name, NFE beside the steps).
"""
