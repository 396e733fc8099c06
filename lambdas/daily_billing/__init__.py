"""What billing does every day: cost allocation tags, copies of usage, and a look whether the month has its drafts."""
