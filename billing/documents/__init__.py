"""Documents as HTML and PDF, made from data alone."""
