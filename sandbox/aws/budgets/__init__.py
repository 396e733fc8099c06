"""AWS Budgets: budgets with their notifications, subscribers and tags, all by the sandbox; moto has half of the calls."""
