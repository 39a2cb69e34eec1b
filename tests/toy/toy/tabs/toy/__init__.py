"""The tab of the toy family."""
