"""Drives that never were: into a bag, in a closed loop, or without pictures."""
