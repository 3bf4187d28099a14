"""The API's addresses. Whatever is not among them is the same 404 as what is not yours."""

from django.urls import include, path, re_path

from romanesco.api.contract import api
from romanesco.api.door import through_the_door
from romanesco.api.problems import not_found

patterns, _app_name, namespace = api.urls
urlpatterns = [
    *through_the_door([path("", not_found)]),  # ninja's own root would answer with a page
    path("", include((through_the_door(patterns), "api"), namespace=namespace)),
    *through_the_door([re_path(r"", not_found)]),
]
