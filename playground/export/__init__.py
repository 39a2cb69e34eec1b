"""Results as files, and files back as recipes."""
