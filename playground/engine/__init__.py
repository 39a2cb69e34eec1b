"""The compute process: the window asks for recipes to be run, the engine answers with frames.

This file imports nothing, since the process sets its thread limits before numpy may be loaded.
"""
