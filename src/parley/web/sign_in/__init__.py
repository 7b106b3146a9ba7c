"""Sign-in: django-allauth, narrowed to what docs/decisions/0005-sign-in.md says and in our words."""
