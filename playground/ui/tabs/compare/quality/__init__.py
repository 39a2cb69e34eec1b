"""Quality against cost: a point for each model, sampler and number of steps."""
