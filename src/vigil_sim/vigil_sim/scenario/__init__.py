"""What happens: a file in, checked scenarios out."""
