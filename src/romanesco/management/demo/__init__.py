"""The demo: a pair with a past, told through the real operations."""
