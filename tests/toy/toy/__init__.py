"""A sampler, a data set and a model, added to the playground from outside."""
