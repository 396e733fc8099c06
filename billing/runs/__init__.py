"""What billing does in a month: draft, finalise, reconcile, correct. Puts the other parts together."""
