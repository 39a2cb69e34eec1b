"""The tabs that the toy adds."""
