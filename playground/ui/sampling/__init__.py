"""What the Images stages of Diffusion, Flow Matching and Consistency share.

A tab is made of these parts::

    state.py            SamplingImages: fields of sampling, position, interpolation; the views of both
    scene.py            SamplingScene: beyond others the path, its times, what is refused, and the trajectory
    spec.py             the two panels, controls and fields that each of them specifies

Panels that every stage has: ``denoise_panel.py`` (columns, filmstrip, schedule, scrubbing) and
``interpolate_panel.py`` (two seeds). Parts for panels: ``columns.py``, ``filmstrip.py``,
``schedule_plots.py``, ``why.py`` (why nothing can be drawn), ``exports.py``. For the left column:
``editors.py`` (samplers and spacings that explain what does not fit, labels by name, NFE beside the steps).
"""
