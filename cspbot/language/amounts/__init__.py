"""Questions about amounts: which funding lines are meant, what to work out, and the arithmetic."""
