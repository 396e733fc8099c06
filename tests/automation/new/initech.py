"""A client to be, as it is typed."""

INITECH = (
    "Initech", "--placement", "client", "--account-id", "333333333333", "--billing-account-id", "111111111111",
    "--notify", "ops@example.com", "--billing-model", "perMinute", "--price-per-minute", "0.15",
)  # fmt: skip
