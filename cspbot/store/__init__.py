"""What the bot writes: accounts, conversations, corrections, counts; in SQLite or PostgreSQL."""
