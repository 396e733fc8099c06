"""What a month of a client environment uses and costs, and the price file that says so."""
