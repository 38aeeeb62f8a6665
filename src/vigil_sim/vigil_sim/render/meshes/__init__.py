"""What stands and moves on the road, made of formulas, so that every measure is known."""
