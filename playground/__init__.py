"""A desktop laboratory for generative models."""

from playground.core.address_space import mind_the_limit
from playground.core.privacy import keep_private

__version__ = "0.1.0"
__all__ = ["__version__"]

# Here, where every process begins, so that no one can forget it.
keep_private()
mind_the_limit()
