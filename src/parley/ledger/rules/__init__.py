"""The ledger's domain as pure functions: hashing, proofs, notes, commitments, tiles, and the judging of an export."""
