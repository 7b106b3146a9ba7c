"""The exchange's pages: each finds out who looks, brings its feeds up to date, asks one query, and shows the answer."""
