"""Many recipes at once: on several processes or a cluster, and gone on with where they were stopped."""
