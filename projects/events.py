"""What happens to projects given, teams, works, reviews and who reviews them."""

from typing import NotRequired

from accounts.models import User
from cohorts.models import Cohort
from core.events import event
from core.workflow import event_of
from projects.models import Assignment, Proposal, Recusal, Submission, Thread

REVIEW = {"review": int}

ASSIGNMENT_CREATE = event("projects.assignment.create", Assignment, "A project is given to a cohort.")
ASSIGNMENT_RESCHEDULE = event(
    "projects.assignment.reschedule", Assignment, "The dates of a project change.", {"changed": list[str]}
)
ASSIGNMENT_CHANGE = event(
    "projects.assignment.change",
    Assignment,
    "Something else of it changes: teams, gate, promise, reviewers.",
    {"changed": list[str]},
)
ASSIGNMENT_WITHDRAW = event(
    "projects.assignment.withdraw", Assignment, "A project that teams have begun is taken back."
)
ASSIGNMENT_REMOVE = event(
    "projects.assignment.remove",
    Cohort,
    "A project that no team has begun is taken back, and is gone.",
    {"project": str},
)
ASSIGNMENT_RESTORE = event(
    "projects.assignment.restore", Assignment, "A project taken back is asked of the cohort again."
)
ASSIGNMENT_DISSOLVE_TEAM = event(
    "projects.assignment.dissolve_team",
    Assignment,
    "A team is undone, or its last member leaves it.",
    {"left": list[int]},
)

# Teams

SUBMISSION_CREATE = event("projects.submission.create", Submission, "A team is made, and may begin.")
SUBMISSION_CHANGE_TEAM = event(
    "projects.submission.change_team", Submission, "Who is in a team changes, by the trainer.", {"left": list[int]}
)
SUBMISSION_JOIN = event("projects.submission.join", Submission, "A classmate joins a team.")
SUBMISSION_LEAVE = event("projects.submission.leave", Submission, "A member leaves a team.")
SUBMISSION_INVITE = event(
    "projects.submission.invite", Submission, "A member keeps a place in their team for somebody.", {"learner": int}
)
SUBMISSION_EXTEND = event(
    "projects.submission.extend", Submission, "A team is given more time, until an instant.", {"due": str}
)

# Handed in

VERSION = {"version": int}
SUBMISSION_SUBMIT = event_of(Submission, "submit", "A team hands in: the work waits for a review.", VERSION)
SUBMISSION_REPLACE = event_of(Submission, "replace", "A newer version takes the place of the one that waits.", VERSION)
SUBMISSION_WITHDRAW = event_of(Submission, "withdraw", "The team takes its work back before a review.")
SUBMISSION_REMIND = event(
    "projects.submission.remind",
    Submission,
    "A team asked for changes is awaited for a day, then two, and has begun nothing.",
    {"reminder": int},
)
SUBMISSION_APPLY_SUGGESTIONS = event(
    "projects.submission.apply_suggestions",
    Submission,
    "The team lays the lines that remarks suggest into its draft.",
    {"version": int, "threads": list[int]},
)
SUBMISSION_FOLLOW_SUGGESTIONS = event(
    "projects.submission.follow_suggestions",
    Submission,
    "A version handed in follows what a review suggested; said once of each suggestion.",
    REVIEW,
)

# Reviewed

SUBMISSION_CLAIM = event_of(Submission, "claim", "A reviewer takes the work in hand.")
# Why the system gave it back, when it did: its time was over, its holder may review it no more, its cohort is over,
# nobody of its team is left, its project is taken back.
GIVEN_BACK = dict.fromkeys(("expired", "left", "over", "gone", "withdrawn"), NotRequired[bool])
SUBMISSION_RELEASE = event_of(Submission, "release", "The work goes back to the queue, at its place.", GIVEN_BACK)
SUBMISSION_HAND_OVER = event_of(Submission, "hand_over", "A review passes to a colleague.", {"to": int})
SUBMISSION_RELIEVE = event(
    "projects.submission.relieve",
    Submission,
    "Somebody else releases a review, or hands it over, than who held it.",
    {"holder": int},
)
SENT = {"review": int, "version": int}
SUBMISSION_REQUEST_CHANGES = event_of(
    Submission, "request_changes", "The review is sent: the team is to correct.", SENT
)
SUBMISSION_APPROVE = event_of(Submission, "approve", "The review is sent: the work is accepted.", SENT)
SUBMISSION_AMEND = event(
    "projects.submission.amend", Submission, "Its author mends a review within a quarter of an hour.", REVIEW
)
PROMISE = {"promised_at": str}
SUBMISSION_PROMISE_AT_RISK = event(
    "projects.submission.promise_at_risk", Submission, "Less than a quarter of the promised time is left.", PROMISE
)
SUBMISSION_PROMISE_MISSED = event(
    "projects.submission.promise_missed", Submission, "The promised hour has passed.", PROMISE
)
SUBMISSION_PROMISE_OVERDUE = event(
    "projects.submission.promise_overdue", Submission, "A working day more has passed.", PROMISE
)

# After a review

SUBMISSION_ACKNOWLEDGE = event(
    "projects.submission.acknowledge", Submission, "The team has read a review, by word or by deed.", REVIEW
)
THREAD = {"review": int, "thread": int}
SUBMISSION_ANSWER = event("projects.submission.answer", Submission, "The team answers a remark.", THREAD)
SUBMISSION_ASK = event(
    "projects.submission.ask",
    Submission,
    "The team asks to have a remark, a level or the review explained.",
    {"review": int, "thread": NotRequired[int]},
)
SUBMISSION_EXPLAIN = event("projects.submission.explain", Submission, "A reviewer answers its question.", REVIEW)
SUBMISSION_THANK = event("projects.submission.thank", Submission, "The team thanks its reviewer for a review.", REVIEW)
SUBMISSION_DISPUTE = event_of(Submission, "dispute", "The team contests a review: someone else reads again.", REVIEW)
SUBMISSION_KEEP_CHANGES = event_of(
    Submission, "keep_changes", "It contests no more: the changes are still asked for.", REVIEW
)
SUBMISSION_KEEP_APPROVAL = event_of(
    Submission, "keep_approval", "It contests no more: the work is still accepted.", REVIEW
)
SUBMISSION_SETTLE_DISPUTE = event(
    "projects.submission.settle_dispute",
    Submission,
    "The second reading is sent, and counts.",
    {"review": int, "outcome": str},
)
THREAD_RESOLVE = event_of(Thread, "resolve", "The team says that a remark is corrected.")
THREAD_CONFIRM = event_of(Thread, "confirm", "A reviewer has seen the correction.")
THREAD_REOPEN = event_of(Thread, "reopen", "A reviewer says that a remark still stands.")

# A new mentor's first review

PROPOSAL_CREATE = event(
    "projects.proposal.create",
    Proposal,
    "A new mentor lays their first review before a lead.",
    {"review": int, "decision": str},
)
PROPOSAL_TAKE_BACK = event("projects.proposal.take_back", Proposal, "They take it in hand again before it is read.")
PROPOSAL_SEND = event("projects.proposal.send", Proposal, "A lead sends it in their name.", REVIEW)
PROPOSAL_RETURN = event("projects.proposal.return", Proposal, "A lead gives it back with a word.")
PROPOSAL_OVERDUE = event(
    "projects.proposal.overdue",
    Proposal,
    "No lead has read it by the end of the working day after; said again each working day.",
)

# Reviewers

RECUSAL_CREATE = event(
    "projects.recusal.create",
    Recusal,
    "A reviewer leaves the work of somebody they know to others.",
    {"learner": int},
)
RECUSAL_REMOVE = event(
    "projects.recusal.remove", Recusal, "A reviewer reads that person's work again.", {"learner": int}
)
REVIEWER_STATEMENT = event(
    "projects.reviewer.statement",
    User,
    "A reviewer's hours are stated for whoever lends their time.",
    {"since": str, "until": str, "operator": int},
)
