"""cspbot: answers questions about community safety partnerships from their published reports."""
