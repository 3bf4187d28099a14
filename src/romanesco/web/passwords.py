"""Passwords: proving who one is by one, changing, setting, and a letter when it is forgotten."""

from typing import Any

from allauth.account import views
from django.http import HttpResponse
from django.urls import path

from romanesco.people.proof import prove_address
from romanesco.web.entrance import Page, lately_signed_in, where_mail_is_set_up
from romanesco.web.forms.account import (
    AskForResetForm,
    ChangePasswordForm,
    ConfirmPasswordForm,
    NewPasswordForm,
)


class ConfirmWithPassword(Page, views.ReauthenticateView):
    form_class: Any = ConfirmPasswordForm


class ChangePassword(Page, views.PasswordChangeView):
    form_class: Any = ChangePasswordForm


class SetPassword(Page, views.PasswordSetView):
    form_class: Any = NewPasswordForm


class AskForReset(Page, views.PasswordResetView):
    form_class: Any = AskForResetForm


class ResetPassword(Page, views.PasswordResetFromKeyView):
    form_class: Any = NewPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """The letter came back, so the address is this person's own."""
        prove_address(self.reset_user)
        response: HttpResponse = super().form_valid(form)
        return response


urls = [
    path("account/reauthenticate/", ConfirmWithPassword.as_view(), name="account_reauthenticate"),
    path("account/password/change/", ChangePassword.as_view(), name="account_change_password"),
    path(
        "account/password/set/",
        lately_signed_in(SetPassword.as_view()),
        name="account_set_password",
    ),
    path(
        "account/password/reset/",
        where_mail_is_set_up(AskForReset.as_view()),
        name="account_reset_password",
    ),
    path(
        "account/password/reset/done/",
        where_mail_is_set_up(views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/<slug:uidb36>/<str:key>/",
        where_mail_is_set_up(ResetPassword.as_view()),
        name="account_reset_password_from_key",
    ),
]
