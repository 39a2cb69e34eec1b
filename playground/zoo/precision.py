"""Where half precision pays."""

from __future__ import annotations

import torch


def fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is worth it: on graphics cards that have it and on processors with AVX-512."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return device.type == "cpu" and torch.backends.cpu.get_cpu_capability() == "AVX512"
