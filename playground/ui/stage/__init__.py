"""What a tab is, as data, and what runs it.

::

    spec.py             TabSpec, StageSpec, PanelSpec: names of what draws, what panels ask, controls, walks
    tab.py              StagedTab: stages around one store, each built when it is first shown
    stage.py            Stage: panels, transport, controls and clipboard of a stage that runs models
    scene.py            Scene: state → requests by the views of its panels; what parts read, and how they edit
    queue.py            Queue: recipes of one view that are run one after another
    panel.py            Panel: what a stage asks of a panel
    panels.py           Panels: the bar and the open one; covered.py: why there is nothing to see
    controls.py         ModelControls: the model, and the groups of fields of the open panel
    exports.py          ways of writing what a panel shows; single.py: one of its pictures
    binding.py          FamilyBinding: which equations belong to what is open, and their values

From an edit to the picture: the store has another state; the scene finds out which fields have changed, asks
for the views that depend on them, and calls what follows those fields; frames arrive in the views' feeds, and
panels draw them.
"""
