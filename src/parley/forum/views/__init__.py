"""The forum's pages: a view asks one query, or has a form carry out one act."""
