"""Two made-up exchanges to try everything with: `fairlead demo`, which `make run` starts."""
