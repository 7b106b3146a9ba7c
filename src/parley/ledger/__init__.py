"""What was done: an append-only Merkle log for each party (docs/decisions/0003-ledger.md)."""
