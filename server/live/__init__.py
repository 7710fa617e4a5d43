"""The only async code: sessions, connections, the scheduler."""
