"""What a client pays: costs and usage in, invoices out. A Pulumi project of its own, and a package for commands and Lambdas."""
