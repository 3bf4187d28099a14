"""Faults that anybody can repeat: `bin/fault NAME`; the quick ones are in the tests too.

Each file is one fault, told as a story against a real `romanesco serve` and real Yjs clients.
"""
