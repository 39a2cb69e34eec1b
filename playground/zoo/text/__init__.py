"""Training on pictures with words: the data, the vocabulary, and what is minimised."""
