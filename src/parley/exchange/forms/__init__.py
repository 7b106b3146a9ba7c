"""The forms of the exchange's pages: what is shared, with whom, and what is remarked about it."""
