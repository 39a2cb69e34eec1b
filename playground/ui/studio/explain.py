"""What happens in the Studio, and the words for it."""

from __future__ import annotations

from markupsafe import Markup

HAPPENS = Markup(
    "<p>A process of its own learns from your pictures. It goes on when this window is closed, and whoever "
    "opens the Studio again finds it.</p>"
    "<p><b>Time.</b> A step is timed first; from that follows how many steps fit into the minutes that you "
    "give it. The learning rate falls to almost nothing until the last one, so a training that is stopped "
    "early is worth less than one that was meant to be short.</p>"
    "<p><b>Kept apart.</b> A part of the training pictures is not learned from, but chooses the best "
    "weights. Where the loss on it rises while that on the others still falls, the model begins to learn its "
    "pictures by heart.</p>"
    "<p><b>EMA.</b> The pictures are drawn by the moving average of the weights over the last steps. It "
    "changes more slowly than the weights themselves, and its pictures are nearly always the better ones.</p>"
    "<p><b>Fixed seeds.</b> Each place in the sheet begins from the same noise at every step, so that one "
    "sees the same picture become better. The rows of a VAE’s sheet, from the top: pictures that were kept "
    "apart (of fewer than ten training pictures none are, so these are learned ones), what comes back of "
    "them, the way from the first to the second, and two rows of prior samples.</p>"
    "<p><b>Pause and stop.</b> Both keep what is learned. After a crash or a power cut only the last steps "
    "are made again.</p>"
)
