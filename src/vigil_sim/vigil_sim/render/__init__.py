"""A moment of the world in, a picture with its labels out."""
