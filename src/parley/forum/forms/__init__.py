"""What people fill in. A form checks shapes; what is right is for the act to say."""
