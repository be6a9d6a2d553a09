"""The customer that an order is about: found under a working number, and whether the order may touch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.answer_error import answer_error
from contracts.requests import Activity
from wholesaler_worker.ordering.activities import ACCOUNT, LINES, account_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.answer_error import AnswerError
    from wholesaler_worker.changing.books import Books, OrderKey
    from wholesaler_worker.changing.records import Account
    from wholesaler_worker.ordering.activities import Content

CONVERSIONS = (Activity.CONVERT_AS_SPECIFIED, Activity.CONVERT_AS_IS)


def account_path(content: Content) -> str:
    """Where the segment names the customer."""
    if content.activity is Activity.MOVE:
        return f"{LINES}/{account_line(content) or 0}/telephone_number"
    return ACCOUNT


def account_of(books: Books, telephone_number: str) -> Account | None:
    """The account that a number works for; None when it works for nobody known here."""
    number = books.numbers.get(telephone_number)
    main = telephone_number if number is None or number.account is None else number.account
    return books.accounts.get(main)


def numbers_of(account: Account) -> list[str]:
    """All numbers of an account, the main one first."""
    named = (line.telephone_number for line in account.lines if line.telephone_number)
    return list(dict.fromkeys((account.telephone_number, *named)))


def account_errors(content: Content, asked_for: str, account: Account | None, order: OrderKey) -> Iterator[AnswerError]:
    """Why the order may not touch the account. Nothing is said about another reseller's customer but that it is one."""
    path, reseller = account_path(content), order[0]
    if account is None:
        yield answer_error("A112", path, value=asked_for, text="The number works for no customer.")
        return
    is_conversion = content.activity in CONVERSIONS
    if account.reseller != reseller and not is_conversion:
        text = "The number works for a customer who is not yours."
        hint = "A customer becomes yours by an order with the activity V or W."
        yield answer_error("E013", path, value=asked_for, text=text, hint=hint)
        return
    if account.reseller == reseller and is_conversion:
        text = "The rule is that a conversion takes over another reseller's customer; this one is yours already."
        hint = "Use the activity C to change what your customer has."
        yield answer_error("E022", path, value=asked_for, text=text, hint=hint)
    yield from _other_order(path, asked_for, account, order)
    suspended = account.suspended
    if suspended and content.activity is Activity.SUSPEND:
        text, hint = "The customer's services are suspended already.", "Restore them with the activity B."
        yield answer_error("E025", "/request/activity", value="S", text=text, hint=hint)
    if not suspended and content.activity is Activity.RESTORE:
        text, hint = "The customer's services are not suspended.", "Nothing is to be restored."
        yield answer_error("E025", "/request/activity", value="B", text=text, hint=hint)


def _other_order(path: str, asked_for: str, account: Account, order: OrderKey) -> Iterator[AnswerError]:
    """Two orders under way on one account could each be right, and wrong together."""
    others = [other for other in account.open_orders if other != order]
    if not others:
        return
    own = sorted(pon for reseller, pon in others if reseller == order[0])
    which = f": {', '.join(own)}" if own else ""
    text = f"The rule is that one order is under way for a customer; there is another one{which}."
    hint = "Wait until it is completed, or change it with a supplement." if own else "Wait until it is completed."
    yield answer_error("E022", path, value=asked_for, text=text, hint=hint)
