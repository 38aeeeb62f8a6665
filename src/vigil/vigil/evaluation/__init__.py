"""Records and truth to figures: the only room that scores."""
