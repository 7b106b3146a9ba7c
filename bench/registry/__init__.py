"""Parts of the benchmark of names."""
