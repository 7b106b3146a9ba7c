"""Parley: software for a council whose members do not fully trust each other."""
