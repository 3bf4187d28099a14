"""What the letters say: a file for each kind, and `bundle.py` for those that go together."""
