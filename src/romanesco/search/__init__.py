"""Finding words again in what one may see."""
