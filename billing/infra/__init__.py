"""What billing needs in the payer's account. The only part of billing that knows pulumi."""
