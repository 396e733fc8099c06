"""What `clientenv onboard` writes for a client, and how it tests from your side that the account is ready."""
