"""The functions of a client environment, one folder each, and what they share."""
