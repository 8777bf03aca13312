"""Measures what the project promises on accuracy and time: `make bench`."""
