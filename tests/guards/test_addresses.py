"""Every address of ours × every actor: what is answered. An address without a line fails.

Not visible is 404, visible but not permitted 403, permitted in the wrong state 409; a visitor is led to the
log-in page. All things are operator A's. `thing` names what stands in the address (tests/guards/address_world.py).
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.guards.address_world import data

# Whose addresses have no line, and why.
EXEMPT = {
    "wagtail": "the admin is walked with canaries by tests/courses/test_wall.py",
    "courses": "the editor's own, walked with the admin",
    "allauth": "the package's own screens; the journeys through them are in tests/accounts",
    "django.views.static": "public files of the embedded default",
    "django.views.generic": "the doors that only lead to the one door: tests/guards/test_doors.py",
    "django.contrib.auth": "the same doors",
    "ninja": "the API knows tokens, not sessions: tests/guards/test_api.py has its table",
    "functools": "the API’s description and its root, which is 404: the same file",
}
ACTORS = ["visitor", "stranger", "learner_a", "learner_b", "mentor_a", "trainer_a",
          "manager_a", "manager_b", "trainer_b", "officer", "administrator"]  # fmt: skip

TABLE = """
#                                                    visi stra lrnA lrnB menA trnA manA manB trnB offi admi
# core
health                       -                  GET  200  200  200  200  200  200  200  200  200  200  200
events                       -                  GET  302  200  200  200  200  200  200  200  200  200  200
styleguide                   -                  GET  302  404  404  404  404  200  200  200  200  404  200
# home
root                         -                  GET  302  302  302  302  302  302  302  302  302  302  302
search                       -                  GET  200  200  200  200  200  200  200  200  200  200  200
robots                       -                  GET  200  200  200  200  200  200  200  200  200  200  200
sitemap                      -                  GET  200  200  200  200  200  200  200  200  200  200  200
today                        -                  GET  302  200  200  200  200  200  200  200  200  302  302
switch                       -                  POST 302  404  302  404  404  404  404  404  404  404  404
wagtail_serve                home_page          GET  200  200  200  200  200  200  200  200  200  200  200
wagtail_serve                bootcamp_page      GET  200  200  200  200  200  200  200  200  200  200  200
wagtail_serve                lesson_page        GET  404  404  302  404  302  302  302  404  404  404  404
# accounts
account_home                 -                  GET  302  200  200  200  200  200  200  200  200  200  200
account_home                 -                  POST 302  302  302  302  302  302  302  302  302  302  302
tokens                       -                  GET  302  200  200  200  200  200  200  200  200  200  200
token_create                 -                  GET  302  302  302  302  302  302  302  302  302  302  302
token_create                 -                  POST 302  302  302  302  302  302  302  302  302  302  302
token_revoke                 secret             POST 302  404  302  404  404  404  404  404  404  404  404
set_theme                    -                  POST 302  302  302  302  302  302  302  302  302  302  302
set_language                 -                  POST 302  302  302  302  302  302  302  302  302  302  302
invitation                   token              GET  200  403  403  403  403  403  403  403  403  403  403
invitation                   token              POST 302  403  403  403  403  403  403  403  403  403  403
team                         -                  GET  302  403  403  403  403  403  200  200  403  403  403
team                         -                  POST 302  403  403  403  403  403  302  302  403  403  403
invitation_resend            invitation         POST 302  404  404  404  404  404  302  404  404  404  302
invitation_revoke            invitation         POST 302  404  404  404  404  404  302  404  404  404  302
member_remove                membership         POST 302  404  404  404  404  404  302  404  404  404  302
operators                    -                  GET  302  403  403  403  403  403  403  403  403  200  200
operator_create              -                  GET  302  403  403  403  403  403  403  403  403  403  200
operator_create              -                  POST 302  403  403  403  403  403  403  403  403  403  302
operator_edit                operator           GET  302  403  403  403  403  403  403  403  403  403  200
operator_edit                operator           POST 302  403  403  403  403  403  403  403  403  403  302
operator_change              operator           GET  302  403  403  403  403  403  403  403  403  403  200
operator_change              operator           POST 302  403  403  403  403  403  403  403  403  403  302
programme_team               -                  GET  302  403  403  403  403  403  403  403  403  403  200
programme_team               -                  POST 302  403  403  403  403  403  403  403  403  403  302
# inbox
inbox:list                   -                  GET  302  200  200  200  200  200  200  200  200  200  200
inbox:settings               -                  GET  302  200  200  200  200  200  200  200  200  200  200
inbox:settings               -                  POST 302  422  422  422  422  422  422  422  422  422  422
inbox:unread                 -                  GET  302  200  200  200  200  200  200  200  200  200  200
inbox:read_all               -                  POST 302  302  302  302  302  302  302  302  302  302  302
inbox:open                   notice             GET  302  404  302  404  404  404  404  404  404  404  404
# cohorts
cohorts:list                 -                  GET  302  403  403  403  200  200  200  200  200  200  200
cohorts:create               -                  GET  302  403  403  403  403  403  200  200  403  403  403
cohorts:create               -                  POST 302  403  403  403  403  403  302  422  403  403  403
cohorts:detail               cohort             GET  302  404  302  404  200  200  200  404  404  200  200
cohorts:edit                 cohort             GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:edit                 cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:state                planned/start      POST 302  404  404  404  404  404  302  404  404  403  403
cohorts:state                planned/cancel     POST 302  404  404  404  404  404  302  404  404  403  403
cohorts:state                cohort/complete    POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:state                planned/cancel     GET  302  404  404  404  404  404  200  404  404  403  403
cohorts:state                cohort/complete    GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:remove               planned            GET  302  404  404  404  404  404  200  404  404  403  403
cohorts:remove               planned            POST 302  404  404  404  404  404  302  404  404  403  403
cohorts:diplomas             cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:state                cohort/start       POST 302  404  403  404  403  403  409  404  404  403  403
cohorts:people               cohort             GET  302  404  403  404  200  200  200  404  404  200  200
cohorts:people               cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:invite_many          cohort             GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:invite_many          cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:staff_assign         planned            POST 302  404  404  404  404  404  302  404  404  403  403
cohorts:staff_unassign       cohort/staff       POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:sessions             cohort             GET  302  404  200  404  200  200  200  404  404  200  200
cohorts:session_create       cohort             GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:session_create       cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:plan                 cohort             GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:plan                 cohort             POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:shift                session            GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:shift                session            POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:shift                live               GET  302  404  403  404  403  403  409  404  404  403  403
cohorts:enrolment_verb       classmate/suspend  GET  302  404  404  404  403  403  200  404  404  403  403
cohorts:enrolment_verb       classmate/suspend  POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       classmate/withdraw POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       classmate/complete POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       classmate/cancel   POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       classmate/correct  POST 302  404  404  404  403  403  409  404  404  403  403
cohorts:enrolment_verb       gone/come_back     GET  302  404  404  404  403  403  200  404  404  403  403
cohorts:enrolment_verb       gone/come_back     POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       paused/resume      POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       invited/lapse      POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       own/suspend        POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:enrolment_verb       classmate/resume   POST 302  404  404  404  403  403  409  404  404  403  403
cohorts:enrolment_verb       paused/suspend     POST 302  404  404  404  403  403  409  404  404  403  403
cohorts:invitation           asked_in           GET  302  200  404  404  404  404  404  404  404  404  404
cohorts:invitation           asked_in           POST 302  302  404  404  404  404  404  404  404  404  404
cohorts:invitation_resend    invited            POST 302  404  404  404  403  403  302  404  404  403  403
cohorts:session_edit         session            GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:session_edit         session            POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:session_edit         live               GET  302  404  403  404  403  403  409  404  404  403  403
cohorts:session_open         session            POST 302  404  403  404  403  302  403  404  404  403  403
cohorts:session_open         ended              POST 302  404  403  404  403  409  403  404  404  403  403
cohorts:session_end          live               POST 302  404  403  404  403  302  403  404  404  403  403
cohorts:session_end          session            POST 302  404  403  404  403  409  403  404  404  403  403
cohorts:session_cancel       session            GET  302  404  403  404  403  403  200  404  404  403  403
cohorts:session_cancel       session            POST 302  404  403  404  403  403  302  404  404  403  403
cohorts:session_cancel       live               GET  302  404  403  404  403  403  409  404  404  403  403
cohorts:session_cancel       live               POST 302  404  403  404  403  403  409  404  404  403  403
# learning
learning:path                cohort             GET  302  404  200  404  200  200  200  404  404  403  403
learning:module              cohort/module      GET  302  404  200  404  200  200  200  404  404  403  403
learning:lesson              cohort/lesson      GET  302  404  200  404  200  200  200  404  404  403  403
learning:done                cohort/lesson      POST 302  404  302  404  403  403  403  404  404  403  403
learning:undo                cohort/lesson      POST 302  404  302  404  403  403  403  404  404  403  403
# projects
projects:list                cohort             GET  302  404  200  404  200  200  200  404  404  403  403
projects:assignment_create   cohort             GET  302  404  403  404  403  200  200  404  404  403  403
projects:assignment_create   cohort             POST 302  404  403  404  403  302  302  404  404  403  403
projects:assignment_edit     cohort/given       GET  302  404  403  404  403  200  200  404  404  403  403
projects:assignment_edit     cohort/given       POST 302  404  403  404  403  302  302  404  404  403  403
projects:brief               cohort/given       GET  302  404  200  404  200  200  200  404  404  403  403
projects:start               cohort/fresh       POST 302  404  302  404  403  403  403  404  404  403  403
projects:teams               cohort/group       GET  302  404  403  404  403  200  200  404  404  403  403
projects:teams               cohort/group       POST 302  404  403  404  403  302  302  404  404  403  403
projects:figures             cohort             GET  302  404  403  404  200  200  200  404  404  200  200
projects:mentors_export      cohort             GET  302  404  403  404  403  200  200  404  404  200  200
projects:projects_export     cohort             GET  302  404  403  404  403  200  200  404  404  200  200
projects:decisions_export    cohort/csv         GET  302  404  403  404  403  200  200  404  404  403  403
projects:decisions_export    cohort/xlsx        GET  302  404  403  404  403  200  200  404  404  403  403
projects:draw                cohort/group       GET  302  404  403  404  403  200  200  404  404  403  403
projects:draw                cohort/group       POST 302  404  403  404  403  302  302  404  404  403  403
projects:never_alone         cohort/group       POST 302  404  403  404  403  302  302  404  404  403  403
projects:wish_add            cohort/group       POST 302  404  403  404  403  302  302  404  404  403  403
projects:wish_remove         cohort/group/wish  POST 302  404  403  404  403  302  302  404  404  403  403
projects:own_team            cohort/free        GET  302  404  200  404  403  403  403  404  404  403  403
projects:own_team            cohort/free        POST 302  404  302  404  403  403  403  404  404  403  403
projects:team_join           cohort/free/mates  POST 302  404  302  404  403  403  403  404  404  403  403
projects:assignment_withdraw cohort/given       GET  302  404  403  404  403  200  200  404  404  403  403
projects:assignment_withdraw cohort/given       POST 302  404  403  404  403  302  302  404  404  403  403
projects:assignment_restore  cohort/given       POST 302  404  403  404  403  302  302  404  404  403  403
projects:team_swap           crew               POST 302  404  403  404  403  422  422  404  404  404  404
projects:team_dissolve       crew               POST 302  404  403  404  403  302  302  404  404  404  404
projects:team_edit           draft              GET  302  404  403  404  403  200  200  404  404  404  404
projects:team_edit           draft              POST 302  404  403  404  403  302  302  404  404  404  404
projects:extension           draft              GET  302  404  403  404  403  200  200  404  404  404  404
projects:extension           draft              POST 302  404  403  404  403  302  302  404  404  404  404
projects:team_invite         crew               POST 302  404  302  404  403  403  403  404  404  404  404
projects:team_leave          crew               POST 302  404  302  404  403  403  403  404  404  404  404
projects:submission          queued             GET  302  404  200  404  200  200  200  404  404  404  404
projects:draft               draft              POST 302  404  302  404  403  403  403  404  404  404  404
projects:draft               held               POST 302  404  409  404  403  403  403  404  404  404  404
projects:submit              draft              POST 302  404  302  404  403  403  403  404  404  404  404
projects:submit              back               POST 302  404  302  404  403  403  403  404  404  404  404
projects:submit              held               POST 302  404  409  404  403  403  403  404  404  404  404
projects:replace             queued             POST 302  404  302  404  403  403  403  404  404  404  404
projects:replace             draft              POST 302  404  409  404  403  403  403  404  404  404  404
projects:withdraw            queued             POST 302  404  302  404  403  403  403  404  404  404  404
projects:withdraw            held               POST 302  404  409  404  403  403  403  404  404  404  404
projects:upload_begin        draft              POST 302  404  200  404  403  403  403  404  404  404  404
projects:upload              upload             GET  302  404  200  404  404  404  404  404  404  404  404
projects:upload              upload             POST 302  404  409  404  404  404  404  404  404  404  404
projects:upload_abandon      upload             POST 302  404  200  404  404  404  404  404  404  404  404
projects:draft_files         draft              GET  302  404  200  404  403  403  403  404  404  404  404
projects:draft_files_remove  draft              POST 302  404  302  404  403  403  403  404  404  404  404
projects:code                back/one          GET  302  404  200  404  200  200  200  404  404  404  404
projects:code_file           back/one/sent_file GET 302  404  200  404  200  200  200  404  404  404  404
projects:batch_close         draft              POST 302  404  200  404  403  403  403  404  404  404  404
projects:same_names          draft              POST 302  404  302  404  403  403  403  404  404  404  404
projects:same_names          held               POST 302  404  409  404  403  403  403  404  404  404  404
projects:version             sent_version       GET  302  404  200  404  200  200  200  404  404  404  404
projects:file                sent_file          GET  302  404  200  404  200  200  200  404  404  404  404
projects:file                draft_file         GET  302  404  200  404  403  403  403  404  404  404  404
projects:file_output         sent_file/zero/zero GET 302 404  404  404  404  404  404  404  404  404  404
projects:file_read           sent_file          GET  302  404  200  404  200  200  200  404  404  404  404
projects:file_read           draft_file         GET  302  404  200  404  403  403  403  404  404  404  404
projects:file_remove         draft_file         POST 302  404  302  404  403  403  403  404  404  404  404
projects:file_remove         sent_file          POST 302  404  409  404  403  403  403  404  404  404  404
projects:file_want           draft_file         POST 302  404  302  404  403  403  403  404  404  404  404
projects:file_want           sent_file          POST 302  404  409  404  403  403  403  404  404  404  404
projects:answer              sent_remark        POST 302  404  302  404  403  403  403  404  404  404  404
projects:suggestion_apply    sent_remark        POST 302  404  422  404  403  403  403  404  404  404  404
projects:suggestions_apply   review             POST 302  404  422  404  403  403  403  404  404  404  404
projects:acknowledge         review             POST 302  404  302  404  403  403  403  404  404  404  404
projects:thank               review             POST 302  404  302  404  403  403  403  404  404  404  404
projects:ask                 review             POST 302  404  302  404  403  403  403  404  404  404  404
projects:dispute             review             POST 302  404  302  404  403  403  403  404  404  404  404
projects:dispute             first_review       POST 302  404  409  404  403  404  404  404  404  404  404
projects:dispute_withdraw    contested          POST 302  404  302  404  403  403  403  404  404  404  404
projects:dispute_withdraw    queued             POST 302  404  409  404  403  403  403  404  404  404  404
projects:explain             asked              POST 302  404  403  404  302  302  403  404  404  404  404
projects:queue               -                  GET  302  403  403  403  200  200  200  200  200  200  200
projects:claim_next          -                  POST 302  403  403  403  302  302  302  302  302  302  302
projects:review              held               GET  302  404  403  404  200  302  403  404  404  404  404
projects:claim               queued             POST 302  404  403  404  302  302  403  404  404  404  404
projects:claim               held               POST 302  404  403  404  302  409  403  404  404  404  404
projects:release             held               POST 302  404  403  404  302  302  302  404  404  404  404
projects:release             queued             POST 302  404  403  404  403  409  409  404  404  404  404
projects:presence            held               POST 302  404  403  404  204  409  403  404  404  404  404
projects:hand_over           held               GET  302  404  403  404  200  200  200  404  404  404  404
projects:hand_over           held               POST 302  404  403  404  302  302  302  404  404  404  404
projects:hand_over           queued             GET  302  404  403  404  403  409  409  404  404  404  404
projects:step_aside          queued             POST 302  404  403  404  302  302  403  404  404  404  404
projects:step_back           recusal            POST 302  404  404  404  302  404  404  404  404  404  404
projects:availability        -                  GET  302  403  403  403  200  200  200  200  200  200  200
projects:availability        -                  POST 302  403  403  403  302  302  302  302  302  302  302
projects:hours               -                  GET  302  403  403  403  200  200  200  200  200  200  200
projects:hours               reviewer           GET  302  404  404  404  404  404  200  404  404  404  404
projects:statement           -                  GET  302  403  403  403  422  422  422  422  422  422  422
projects:statement           reviewer           GET  302  404  404  404  404  404  422  404  404  404  404
projects:proposal            proposal           GET  302  404  404  404  404  200  200  404  404  404  404
projects:proposal            proposal           POST 302  404  404  404  404  302  302  404  404  404  404
projects:proposal_send       proposal           POST 302  404  404  404  404  302  302  404  404  404  404
projects:proposal_take_back  proposal           POST 302  404  404  404  404  403  403  404  404  404  404
projects:review_save         held               POST 302  404  403  404  302  409  403  404  404  404  404
projects:remark_add          held               POST 302  404  403  404  302  409  403  404  404  404  404
projects:remark_change       held/remark        GET  302  404  403  404  200  404  403  404  404  404  404
projects:remark_change       held/remark        POST 302  404  403  404  302  404  403  404  404  404  404
projects:remark_delete       held/remark        POST 302  404  403  404  302  409  403  404  404  404  404
projects:review_ask          held               GET  302  404  403  404  200  409  403  404  404  404  404
projects:review_ask          held               POST 302  404  403  404  302  409  403  404  404  404  404
projects:review_file         back/sent_file     GET  302  404  403  404  200  200  403  404  404  404  404
projects:review_raw          back/sent_file     GET  302  404  403  404  200  200  403  404  404  404  404
projects:review_viewed       back/sent_file     POST 302  404  403  404  302  302  403  404  404  404  404
projects:remark_confirm      back/sent_remark   POST 302  404  403  404  302  302  403  404  404  404  404
projects:remark_reopen       back/sent_remark   POST 302  404  403  404  409  409  403  404  404  404  404
projects:note_add            held               POST 302  404  403  404  302  302  403  404  404  404  404
projects:review_amend        review             GET  302  404  404  404  200  404  404  404  404  404  404
projects:review_amend        review             POST 302  404  404  404  302  404  404  404  404  404  404
projects:screenshot          pictured           GET  302  404  200  404  200  200  200  404  404  404  404
projects:comments            -                  GET  302  403  403  403  200  200  200  200  200  403  403
projects:comments            -                  POST 302  403  403  403  302  302  302  302  302  403  403
projects:comment_change      comment            GET  302  404  404  404  200  200  200  404  404  404  404
projects:comment_change      comment            POST 302  404  404  404  302  302  302  404  404  404  404
projects:comment_delete      comment            POST 302  404  404  404  302  302  302  404  404  404  404
# live
live:room                    live               GET  302  404  200  404  200  200  200  404  404  403  403
live:messages                room               GET  302  404  200  404  200  200  200  404  404  404  404
live:messages                room               POST 302  404  302  404  302  302  302  404  404  404  404
live:remove                  room/1             POST 302  404  403  404  403  302  403  404  404  404  404
# reports
reports:programme            -                  GET  302  403  403  403  403  403  403  403  403  200  200
reports:baseline             -                  GET  302  403  403  403  403  403  403  403  403  200  200
reports:baseline             -                  POST 302  403  403  403  403  403  403  403  403  302  302
reports:baseline_many        -                  GET  302  403  403  403  403  403  403  403  403  200  200
reports:baseline_many        -                  POST 302  403  403  403  403  403  403  403  403  302  302
reports:programme_export     csv                GET  302  403  403  403  403  403  403  403  403  200  200
reports:programme_export     xlsx               GET  302  403  403  403  403  403  403  403  403  200  200
reports:progress             cohort             GET  302  404  403  404  200  200  200  404  404  200  200
reports:learner              cohort/own         GET  302  404  403  404  200  200  200  404  404  200  200
reports:progress_export      cohort/csv         GET  302  404  403  404  403  200  200  404  404  200  200
reports:progress_export      cohort/xlsx        GET  302  404  403  404  403  200  200  404  404  200  200
"""


def lines() -> list[tuple[str, str, str, list[int]]]:
    rows = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
    return [(name, thing, method, [int(code) for code in codes]) for name, thing, method, *codes in rows]


def address(name: str, thing: str, known: dict) -> str:
    """The address of a line: each word of ``thing`` is one of the known things, or stands for itself."""
    return reverse(name, args=[] if thing == "-" else [known.get(word, word) for word in thing.split("/")])


def own_addresses(resolver=None, space: str = "") -> dict[str, str]:
    """name -> module of the view, of every address that has no exemption."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= own_addresses(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif not pattern.callback.__module__.startswith(tuple(EXEMPT)):
            found[f"{space}{pattern.name}"] = pattern.callback.__module__
    return found


@pytest.fixture
def clients(a, b, known, stranger, officer, administrator) -> list[Client]:
    """One browser for each of ACTORS, in the table's order."""
    people = [None, stranger, a.enrolment.learner, b.enrolment.learner, a.mentor, a.trainer]
    people += [a.manager, b.manager, b.trainer, officer, administrator]
    browsers = [Client(raise_request_exception=False) for _person in people]
    for browser, person in zip(browsers, people, strict=True):
        if person:
            browser.force_login(person)
    return browsers


def ask(browser: Client, method: str, target: str, sent: dict) -> int:
    """The code of one request, whose changes are undone."""
    browser.cookies.pop("messages", None)
    with transaction.atomic():
        reply = browser.post(target, sent) if method == "POST" else browser.generic(method, target)
        list(reply.streaming_content if reply.streaming else [])  # a file is closed once it is read
        transaction.set_rollback(True)
    return reply.status_code


def test_every_address_has_a_line():
    assert set(own_addresses()) == {name for name, *_rest in lines()}


def test_every_exemption_is_used():
    modules = {pattern.callback.__module__ for pattern in _every_pattern(get_resolver())}

    assert [prefix for prefix in EXEMPT if not any(module.startswith(prefix) for module in modules)] == []


def _every_pattern(resolver):
    for pattern in resolver.url_patterns:
        yield from _every_pattern(pattern) if hasattr(pattern, "url_patterns") else [pattern]


def test_each_actor_gets_the_expected_code(clients, known):
    wrong = []
    for name, thing, method, expected in lines():
        target, sent = address(name, thing, known), data(name, known)
        got = [ask(browser, method, target, sent) for browser in clients]
        wrong += [
            f"{name} {thing} {method} {actor}: {code}, expected {wanted}"
            for actor, code, wanted in zip(ACTORS, got, expected, strict=True)
            if code != wanted
        ]

    assert not wrong, "\n".join(wrong)


def test_other_methods_are_refused(clients, known):
    """GET on what only takes a POST is 405, and the other way round; a page's own address is Wagtail's."""
    taken: dict[str, set[str]] = {}
    for name, _thing, method, _codes in lines():
        taken.setdefault(name, set()).add(method)
    administrator = clients[-1]
    wrong = []
    for name, thing, _method, _codes in lines():
        for method in {"GET", "POST", "PUT", "DELETE", "TRACE"} - taken[name]:
            code = ask(administrator, method, address(name, thing, known), {})
            if code != 405 and name != "wagtail_serve":
                wrong.append(f"{method} {name}: {code}")

    assert not wrong, "\n".join(wrong)


NONSENSE = [
    "page=-1&apres=-1&suite=x&tri=x&mois=2026-13&domaine=x&region=x",
    "page=1e9&apres=99999999999999999999&suite=1e300-1&mois=2026-00&cohorte=x&projet=99999999999999999999",
    f"page={'9' * 5000}&apres={'9' * 5000}&suite=1-{'9' * 5000}&projet={'9' * 5000}",
    "page=%00&apres=%00&suite=%00-%00&tri=%00&q=%00&cohorte=%00&projet=%00&region=%00&present=%00",
    "page=%D9%A1&apres=%D9%A1&suite=nan-1&q=%F0%9F%A7%B5&next=//elsewhere.example",
]


@pytest.mark.parametrize("question", NONSENSE, ids=["wrong", "too large", "far too large", "NUL", "other digits"])
def test_nonsense_in_an_address_is_no_error(clients, known, question):
    """Whatever stands after the question mark, the answer is a page."""
    reading = [(name, thing) for name, thing, method, _codes in lines() if method == "GET"]
    wrong = []
    for name, thing in reading:
        target = address(name, thing, known)
        for actor in ("visitor", "mentor_a", "officer"):
            code = ask(clients[ACTORS.index(actor)], "GET", f"{target}?{question}", {})
            wrong += [f"{target} {actor}: {code}"] if code >= 500 else []

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("typed", ["\0", "9" * 5000, "\U0001f9f5 \u202e"], ids=["NUL", "far too large", "signs"])
def test_nonsense_in_a_form_is_no_error(clients, known, typed):
    """Every field of every form, by whoever may send it."""
    wrong = []
    for name, thing, method, codes in lines():
        if method != "POST" or 302 not in codes[1:]:
            continue
        browser = clients[codes.index(302, 1)]
        sent = dict.fromkeys([*data(name, known), "message", "body", "next", known["level"], "request_key"], typed)
        code = ask(browser, "POST", address(name, thing, known), sent)
        wrong += [f"{name} {thing}: {code}"] if code >= 500 else []

    assert not wrong, "\n".join(wrong)
