"""The Start page: a moving picture of every paradigm, and courses through the lessons."""
