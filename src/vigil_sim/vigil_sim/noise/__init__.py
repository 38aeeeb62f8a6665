"""Truth in, percepts out, as an image detector would err."""
