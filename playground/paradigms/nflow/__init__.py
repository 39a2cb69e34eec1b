"""Normalizing flows: invertible maps between data and noise, with exact densities.

Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real NVP"; Papamakarios, Pavlakou and Murray
2017, "Masked autoregressive flow for density estimation"; Durkan et al. 2019, "Neural spline flows".
"""
