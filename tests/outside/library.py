"""A program of somebody else that draws with this package and then stays for a while."""

from __future__ import annotations

import sys
import time

from playground import paradigms
from playground.core import folders
from playground.core.resources import Placement
from playground.paradigms.cards import rules
from playground.paradigms.vae_images.recipes import Sample
from playground.runtimes.resources import open_resources

if __name__ == "__main__":
    resources = open_resources(folders.model_folders(), rules(), Placement(), print)
    for _ in paradigms.run(Sample(model="fashion-vae-2d"), resources):
        pass
    time.sleep(float(sys.argv[1]))
