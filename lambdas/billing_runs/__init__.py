"""What the two functions of billing share."""
