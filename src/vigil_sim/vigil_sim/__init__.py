"""A road that does not exist, with exact truth: it stands in for the car."""
