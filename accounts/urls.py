"""Addresses of accounts; allauth's own stand under /accounts/."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("compte/", views.account_home, name="account_home"),
    path("compte/jetons/", views.tokens, name="tokens"),
    path("compte/jetons/nouveau/", views.token_create, name="token_create"),
    path("compte/jetons/<int:pk>/retrait/", views.token_revoke, name="token_revoke"),
    path("compte/apparence/", views.set_theme, name="set_theme"),
    path("compte/langue/", views.set_language, name="set_language"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("operateur/equipe/", views.team, name="team"),
    path("operateur/invitations/<int:pk>/renvoi/", views.invitation_resend, name="invitation_resend"),
    path("operateur/invitations/<int:pk>/retrait/", views.invitation_revoke, name="invitation_revoke"),
    path("operateur/equipe/<int:pk>/retrait/", views.member_remove, name="member_remove"),
    path("administration/programme/", views.programme_team, name="programme_team"),
    path("administration/operateurs/", views.operators, name="operators"),
    path("administration/operateurs/nouveau/", views.operator_create, name="operator_create"),
    path("administration/operateurs/<int:pk>/", views.operator_edit, name="operator_edit"),
    path("administration/operateurs/<int:pk>/modification/", views.operator_change, name="operator_change"),
]
