"""What Romanesco costs: one command a figure, `python -m bench` for all of them."""
