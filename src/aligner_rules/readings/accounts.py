"""The questions that a portal asks about an account, and who handles what (ACC)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Final, TypeVar

from attrs import frozen

from aligner_rules.model.account import (
    Account,
    AccountRequest,
    Handler,
    Matter,
    PatientAccount,
    SignIn,
    in_utc,
)
from aligner_rules.model.dates import local_date
from aligner_rules.model.unknown import UNKNOWN
from aligner_rules.readings.decision import Decision, Outcome, Refused, decide_facts
from aligner_rules.readings.explanation import missing_for, names_told
from aligner_rules.readings.verbs import asked_day
from aligner_rules.readings.wording import wording
from aligner_rules.rulebook.book import Rulebook
from aligner_rules.rulebook.terms import NO_PLAN, PlanTerms, Route
from aligner_rules.rules import preferences, sign_in
from aligner_rules.rules.facts import EditionFacts
from aligner_rules.rules.policies import policy_for
from aligner_rules.rules.preferences import PreferencesFacts, preferences_facts
from aligner_rules.rules.sign_in import SignInFacts

AccountT = TypeVar("AccountT", Account, PatientAccount)

_Asked = tuple[Any, Callable[[Any, PlanTerms], Any]]
"""An answer, and the rule that gave it."""

_MINUTE: Final = timedelta(minutes=1)


def decide_account(
    account: Account | PatientAccount, request: AccountRequest, *, at: datetime, book: Rulebook
) -> Decision:
    """Return whether the request is allowed for the account at that instant, and why.

    The terms in force on that day at the practice govern. Invalid where `at` has no offset from
    UTC, TypeError where the request is not about such an account.

    >>> from aligner_rules.model.account import Match, UserName
    >>> from aligner_rules.rulebook.loading import load_rulebooks
    >>> at = datetime.fromisoformat
    >>> failed_at = at("2025-03-03T12:00:00+01:00")
    >>> account = Account(
    ...     practice_zone="Europe/Paris",
    ...     uses_eshop=False,
    ...     failed_sign_ins=3,
    ...     last_failed_at=failed_at,
    ... )
    >>> request = SignIn(user_name=UserName.ITSELF, password=Match.EXACT)
    >>> book = load_rulebooks()
    >>> decide_account(account, request, at=at("2025-03-03T12:19:59+01:00"), book=book).codes
    ('account-is-open',)
    >>> decide_account(account, request, at=at("2025-03-03T12:20:00+01:00"), book=book).codes
    ()
    """
    about: Any = getattr(request, "about", None)
    asked = type(request).__name__
    if about is None:
        raise TypeError(f"{asked} is not asked of an account: use decide")
    if not isinstance(account, about):
        given = type(account).__name__
        raise TypeError(f"{asked} is asked of {about.__name__}, and not of {given}")
    policy = policy_for(type(request))
    terms = _terms(account, local_date(at, account.practice_zone), book)
    return decide_facts(policy, policy.gather(account, request, at, terms), book=book)


def apply_account(
    account: AccountT, request: AccountRequest, *, at: datetime, book: Rulebook
) -> AccountT:
    """Return the account as it is once the request has been carried out at that instant.

    Refused, with the decision, where the request is not allowed; else the errors are those of
    `decide_account`.
    """
    decision = decide_account(account, request, at=at, book=book)
    if decision.outcome is not Outcome.ALLOWED:
        raise Refused(decision)
    later: AccountT = decision.policy.placed(account, request, at, decision.terms)
    return later


@frozen
class Lockout:
    """Whether an account is locked (ACC-1), and until when.

    `opens_at` is the instant, in the practice's zone, at which a locked account is open again; None
    where it is open. `failures_left` is how many more sign-ins may fail until it is locked, None
    where failures do not lock it. Anything is UNKNOWN where it is, and `missing` tells what for.
    """

    locked: bool
    opens_at: datetime | None
    failures_left: int | None
    missing: tuple[str, ...]

    def message(self, language: str = "en") -> str:
        """Return it as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        if self.locked is UNKNOWN:
            return texts.word("lockout", "unknown").format(missing=", ".join(self.missing))
        if self.locked:
            at = self.opens_at.strftime("%Y-%m-%d %H:%M") if self.opens_at else ""
            return texts.word("lockout", "locked").format(at=at)
        told = "open" if self.failures_left in (None, UNKNOWN) else "left"
        return texts.word("lockout", told).format(left=self.failures_left)


def lockout(account: Account, *, at: datetime, book: Rulebook) -> Lockout:
    """Return whether the account is locked at that instant, and until when.

    Invalid where `at` has no offset from UTC.
    """
    terms = _terms(account, local_date(at, account.practice_zone), book)
    facts = sign_in.POLICY.gather(account, SignIn(), at, terms)
    locked: Any = sign_in.is_locked(facts, terms)
    locks: Any = sign_in.may_be_locked(facts, terms)
    left: Any = UNKNOWN if locks is UNKNOWN else None
    asked: list[_Asked] = [(locked, sign_in.is_locked), (locks, sign_in.may_be_locked)]
    if locks is True:
        left = sign_in.failures_left(facts, terms)
        asked.append((left, sign_in.failures_left))
    opens_at: Any = UNKNOWN if locked is UNKNOWN else None
    return Lockout(
        locked=locked,
        opens_at=_opening(account, terms) if locked is True else opens_at,
        failures_left=left,
        missing=_missing(SignInFacts, asked, facts, terms),
    )


def _opening(account: Account, terms: PlanTerms) -> datetime:
    """Return the instant at which an account that is locked is open again."""
    import pendulum  # noqa: PLC0415 - it takes long to import, and only a locked account needs it

    failed_at: Any = account.last_failed_at
    opens = in_utc(failed_at) + terms.access.lockout_minutes * _MINUTE
    return opens.astimezone(pendulum.timezone(account.practice_zone))


class ReviewState(Enum):
    """How things stand with the review of treatment preferences (ACC-5)."""

    NOT_DUE = "not-due"
    DUE = "due"
    OVERDUE = "overdue"


@frozen
class PreferencesReview:
    """When the treatment preferences of an account are due for review (ACC-5).

    `due_from` is the first day on which the months make it due, `due_until` the last on which it
    is not overdue; both None where there never was a review. `released_since` tells whether a
    release makes it due before. Anything is UNKNOWN where it is, and `missing` names what would
    have to be known for the state and the days.
    """

    as_of: date
    state: ReviewState
    due_from: date | None
    due_until: date | None
    released_since: bool
    missing: tuple[str, ...]

    def message(self, language: str = "en") -> str:
        """Return it as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        if self.state is UNKNOWN:
            return texts.word("review", "unknown").format(missing=", ".join(self.missing))
        told = "never" if self.due_from is None else self.state.value
        return texts.word("review", told).format(
            due_from=texts.shown(self.due_from), due_until=texts.shown(self.due_until)
        )


def preferences_review(
    account: Account, *, as_of: date, book: Rulebook, released_on: date | None = UNKNOWN
) -> PreferencesReview:
    """Return how things stand with the review of the preferences on that day.

    `released_on` is the day of the portal's last release; None where there was none. Invalid where
    `as_of` is no date.

    >>> from aligner_rules.rulebook.loading import load_rulebooks
    >>> reviewed = Account(practice_zone="UTC", preferences_reviewed_on=date(2024, 8, 31))
    >>> for day in (date(2025, 2, 27), date(2025, 2, 28), date(2025, 9, 1)):
    ...     told = preferences_review(reviewed, as_of=day, book=load_rulebooks(), released_on=None)
    ...     print(told.state.value)
    not-due
    due
    overdue
    """
    day = asked_day(as_of)
    terms = _terms(account, day, book)
    facts = preferences_facts(account, released_on, day)
    state: Any = preferences.review_state(facts, terms)
    days = (preferences.due_from, preferences.due_until)
    told = [None if facts.has_reviewed is False else each(facts, terms) for each in days]
    asked: list[_Asked] = (
        [(state, preferences.review_state)] if state is UNKNOWN else [*zip(told, days, strict=True)]
    )
    return PreferencesReview(
        as_of=day,
        state=state if state is UNKNOWN else ReviewState(state),
        due_from=told[0],
        due_until=told[1],
        released_since=facts.has_reviewed & preferences.released_since(facts, terms),
        missing=_missing(PreferencesFacts, asked, facts, terms),
    )


@frozen
class Handling:
    """Who handles a matter (ACC-3): any one of them; UNKNOWN where `missing` is not known."""

    matter: Matter
    handlers: tuple[Handler, ...]
    missing: tuple[str, ...]

    def message(self, language: str = "en") -> str:
        """Return it as a sentence in that language ("en" or "fr")."""
        texts = wording(language)
        matter = texts.word("matter", self.matter.value)
        if self.handlers is UNKNOWN:
            missing = ", ".join(self.missing)
            return texts.word("handler", "not-known").format(matter=matter, missing=missing)
        handlers = [texts.word("handler", each.value) for each in self.handlers]
        told = texts.word("handler", "or").join(handlers)
        return texts.word("handler", "one-of").format(matter=matter, handlers=told)


def handled_by(account: Account, matter: Matter, *, as_of: date, book: Rulebook) -> Handling:
    """Return who handles a matter for such an account on that day, by the edition in force.

    Whether the account uses the eShop need not be known where it makes no difference.

    >>> from aligner_rules.rulebook.loading import load_rulebooks
    >>> account, book = Account(practice_zone="Europe/Paris"), load_rulebooks()
    >>> handled_by(account, Matter.ADDRESSES, as_of=date(2025, 3, 3), book=book).message()
    'Addresses for shipping and billing, and of the practice: Customer Care.'
    >>> handled_by(account, Matter.INVOICES, as_of=date(2025, 3, 3), book=book).missing
    ('uses_eshop',)
    """
    facts = EditionFacts(as_of=asked_day(as_of), region=account.region)
    path = matter.value.replace("-", "_")
    route: Route = getattr(_terms(account, facts.as_of, book).routing, path)
    names: Any = _route_for(route, account.uses_eshop)
    if names is not UNKNOWN:
        return Handling(matter, tuple(map(Handler, names)), missing=())
    known = route.eshop is not UNKNOWN
    missing = ("uses_eshop",) if known else names_told([f"routing.{path}"], facts)
    return Handling(matter, UNKNOWN, missing)


def _route_for(route: Route, uses_eshop: Any) -> Any:
    if uses_eshop is UNKNOWN:
        return route.eshop if route.eshop == route.others else UNKNOWN
    return route.eshop if uses_eshop else route.others


def _terms(account: Account | PatientAccount, day: date, book: Rulebook) -> PlanTerms:
    return book.terms(NO_PLAN, day, account.region)


def _missing(
    record: type[EditionFacts],
    asked: list[_Asked],
    facts: EditionFacts,
    terms: PlanTerms,
) -> tuple[str, ...]:
    """Return the names of what would have to be known for those answers that are UNKNOWN."""
    names = [
        name
        for value, rule in asked
        if value is UNKNOWN
        for name in missing_for(record, rule, facts, terms)
    ]
    return tuple(dict.fromkeys(names))
