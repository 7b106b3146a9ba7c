"""The council's pages, by what they are about."""
