"""Stored Y documents: updates appended durably, merged into checkpoints."""
