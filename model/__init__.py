"""The words that every part shares: what a client environment is. Pure; no pulumi, no AWS, no I/O."""
