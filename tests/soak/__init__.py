"""Window and engine under random deeds for as long as one likes, with bounds on all that could leak."""
