"""A world of portraits whose truth is known: every factor of a picture, how often it comes, what hides it."""
