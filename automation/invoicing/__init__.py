"""`clientenv bill`: drafts, final documents, corrections and mails, each with its audit record."""
