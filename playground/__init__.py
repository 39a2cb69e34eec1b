"""A desktop laboratory for generative models."""

import os
import sys

# Python looks for modules in the current folder first, whose files are anybody’s, and this path is handed on
# to the engine and to other workers. Of “python -m playground” this is the first to run, and ends that before
# anything is imported; the folder stays where the program itself is in it.
_own = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib would come from there, too
if sys.argv[:1] == ["-m"] and not sys.flags.safe_path and sys.path[0] != _own:
    del sys.path[0]

from playground.core.address_space import mind_the_limit  # noqa: E402
from playground.core.privacy import keep_private  # noqa: E402

__version__ = "0.1.0"
__all__ = ["__version__"]

# Here, where every process begins, so that no one can forget it.
keep_private()
mind_the_limit()
