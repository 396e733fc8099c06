"""Cost Anomaly Detection (part of Cost Explorer's API): monitors, subscriptions and their tags. No anomaly is ever found."""
