"""Drafts and reports of the month that ended, on the first of the next."""
