"""Tests that a warning has to pass, rivals beside it, and the table of both."""
