"""Why the network draws what no training picture is."""

from __future__ import annotations

from playground.paradigms import diffusion
from playground.ui.sampling.answers_panel import answers

PANEL = answers(diffusion.Answers, diffusion.Calibration)
