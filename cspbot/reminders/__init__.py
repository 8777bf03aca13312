"""What people have asked to be told, and when: subscriptions, and an outbox that sends once."""
