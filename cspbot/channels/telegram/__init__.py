"""The Telegram channel: fetches questions by long polling, lays replies out, decides no fact."""
