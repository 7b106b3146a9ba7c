from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "parley.forum"
    label = "forum"
