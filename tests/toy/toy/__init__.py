"""A sampler, a data set, a family and a model, added to the playground from outside."""
