"""What the Images stages of Diffusion, Flow Matching and Consistency share.

A tab is made of these parts::

    state.py            SamplingImages: fields of sampling, position, and interpolation; recipes from them
    scene.py            SamplingScene: state → requests; card, path, times, refusal, trajectory, feeds
    images_stage.py     ImagesStage: panels, transport, controls and exports around a scene
    staged_tab.py       StagedTab: the switch between 2-D lab and Images around one store

Panels that every stage has: ``denoise_panel.py`` (columns, filmstrip, schedule, scrubbing) and
``interpolate_panel.py`` (two seeds). Parts for panels: ``columns.py``, ``filmstrip.py``,
``schedule_plots.py``, ``trajectory.py``, ``why.py`` (why nothing can be drawn), ``exports.py``. Parts for
the left column: ``controls.py`` (groups of fields by panel, the model) and ``editors.py`` (samplers and
spacings that explain what does not fit, labels by name, NFE beside the steps).

What is legal is asked in ``legality.py`` alone; it has no Qt, as ``state.py``, ``trajectory.py`` and
``curves.py`` have none.
"""
