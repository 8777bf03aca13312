"""The commands on the knowledge, a module for each kind of work."""
