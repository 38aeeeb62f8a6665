"""When each sensor measures, what it says, and what it really did."""
