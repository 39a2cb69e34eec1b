"""The sweep behind quality against cost: independent jobs on many workers, results that are kept, a table."""
