"""The training of networks that are told the factors of faces."""
