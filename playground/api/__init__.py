"""What programs of others use, as ``playground.load``, ``playground.sample`` and so on."""
