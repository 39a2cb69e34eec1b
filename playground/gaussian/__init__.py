"""Diffusion and flow matching as one theory of Gaussian paths ``x = α·data + σ·noise``.

Papers disagree on which of x₀ and x₁ is the data, so the code says data and noise. Time grows with the noise
on every path: 0 is clean, ``path.end`` is noisiest, and a sampler walks down.
"""
