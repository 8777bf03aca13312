"""Questions about meetings that are worked out from a rule: what is asked, and how it is said."""
