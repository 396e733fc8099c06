"""What `clientenv doctor` looks at: checks as functions of facts that somebody else has asked for."""
