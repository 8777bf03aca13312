"""Who is asking and what they may do: roles, invitations, limits, privacy, corrections."""
