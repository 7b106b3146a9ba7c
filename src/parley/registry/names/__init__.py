"""Names: reading one in any script, and comparing two. Pure."""
