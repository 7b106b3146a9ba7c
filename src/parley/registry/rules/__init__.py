"""What an entry of the register is, by what procedure it comes and goes, and what screening may say of it. Pure."""
