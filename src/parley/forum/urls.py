"""Addresses of meetings, documents and files. What follows a meeting and is about one State ends with the State."""

from __future__ import annotations

from django.urls import path

from parley.forum.views import documents, meetings, records

app_name = "forum"
urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.convene, name="convene"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/invite/", meetings.invite, name="invite"),
    path("meetings/<uuid:meeting>/note/", meetings.note, name="note"),
    path("meetings/<uuid:meeting>/reply/<uuid:party>/", records.reply, name="reply"),
    path("meetings/<uuid:meeting>/delegation/<uuid:party>/", records.delegation, name="delegation"),
    path("meetings/<uuid:meeting>/credentials/<uuid:party>/", records.credentials, name="credentials"),
    path("meetings/<uuid:meeting>/reception/<uuid:party>/", records.reception, name="reception"),
    path("meetings/<uuid:meeting>/presence/<uuid:party>/", records.presence, name="presence"),
    path("meetings/<uuid:meeting>/documents/new/", documents.submit, name="submit_to_meeting"),
    path("documents/", documents.documents, name="documents"),
    path("documents/new/", documents.submit, name="submit"),
    path("documents/<uuid:document>/", documents.document, name="document"),
    path("documents/<uuid:document>/circulation/", documents.circulation, name="circulation"),
    path("documents/<uuid:document>/withdraw/", documents.withdraw, name="withdraw"),
    path("files/<uuid:file>/", documents.file, name="file"),
]
