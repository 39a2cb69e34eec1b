"""Tabs, one module or package per paradigm; a new one here is found by itself."""
