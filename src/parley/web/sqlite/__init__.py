"""SQLite as the store, with what Django makes anew for each statement made once."""
