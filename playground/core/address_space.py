"""Under a narrow limit of address space PyTorch aborts the process while it loads: a sentence comes first.

``import playground`` looks for such a limit (``ulimit -v``), so that it holds in every process.
"""

from __future__ import annotations

import sys


def mind_the_limit() -> None:
    """Where this process's address space is limited, refuse to load PyTorch if there is too little left."""
    if sys.platform != "linux":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        # Few have such a limit, and nobody else waits for this.
        from playground.core.torch_space import TorchFinder

        sys.meta_path.insert(0, TorchFinder(limit))
