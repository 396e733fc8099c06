"""The guide for a client's new account, filled with a stack's values. Two templates print it, as a page and as Markdown."""

from automation.onboarding.access import access, afterwards
from automation.onboarding.account import account, costs, daily_user, privacy, root, switches
from automation.onboarding.parts import Facts, Guide
from model.placement import Placement


def guide(facts: Facts) -> Guide:
    """Everything in order: account, root user, what only that one can switch on, daily user, costs, privacy, access."""
    settings = facts.settings
    member = settings.account.placement is Placement.MEMBER
    parts = (*(() if member else (account(facts),)), root(member), switches(member), daily_user(), costs(facts), privacy(member))
    return Guide(
        stack=facts.stack,
        client=settings.tags.client,
        owner=settings.tags.owner,
        contact=next(iter(settings.notify), ""),
        account_id=facts.account_id,
        trusted_account_id=facts.trusted_account_id,
        home_region=settings.account.home_region,
        yours=member,
        sections=(*parts, access(facts, member), afterwards(facts)),
        may=(
            f"create, change and delete what is called `{settings.slug}-...`: storage, functions, queues, alarms, the web page",
            "see what these cost, as far as the budget and the alarms need it",
        ),
        may_not=(
            "read your uploaded videos or your tables; the functions that it deploys do, within the boundary, to analyse them",
            "create users or access keys, change itself or the boundary",
            "touch payment methods, invoices, your Organization or anything of another name",
        ),
    )
