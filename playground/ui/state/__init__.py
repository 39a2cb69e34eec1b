"""What the window holds and asks for: states and their controls, views, and the line to the engine."""
