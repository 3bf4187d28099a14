"""Pictures of a pair for the pair, from what both of them may see. No score of a person."""
