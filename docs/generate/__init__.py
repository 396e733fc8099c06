"""Pages that are made from the code and from data, so that they cannot go stale unnoticed. `make docs` writes them."""
