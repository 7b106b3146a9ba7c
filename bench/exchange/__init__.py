"""What the benchmark of the exchange is made of: see bench/README.md."""
