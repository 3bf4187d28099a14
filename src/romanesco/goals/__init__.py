"""What the mentee works towards, and how the two will know that it is reached."""
