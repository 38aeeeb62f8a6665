"""Scenario in, a moving road out: who is where, how fast, and who touches whom."""
