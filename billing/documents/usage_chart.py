"""Usage by day: the chart that reports and statements share."""

from collections.abc import Mapping
from datetime import date, timedelta

from billing.documents.notation import notation
from billing.documents.sheet import Bar, Block, Chart, Column, Paragraphs, Table
from billing.documents.wording import language_of, words
from billing.domain.month import Month
from billing.domain.usage import MonthUsage


def usage_chart(usage: Mapping[date, MonthUsage], month: Month, locale: str) -> Block:
    """A bar for each day of the month, zero days included; a sentence where nothing was analysed."""
    word, write = words(language_of(locale)), notation(locale)
    by_day = [(day, usage.get(day, MonthUsage())) for day in _days(month)]
    whole = together(usage, month)
    if not whole.videos:
        return Paragraphs(heading=word["usage_by_day"], paragraphs=(word["no_usage"],))
    minutes = Column(heading=word["minutes"], numeric=True)
    columns = (Column(heading=word["day"]), Column(heading=word["videos"], numeric=True), minutes)
    rows = tuple((write.day(day), write.number(of_day.videos), write.number(of_day.minutes, 4)) for day, of_day in by_day)
    foot = ((word["total"], write.number(whole.videos), write.number(whole.minutes, 4)),)
    return Chart(
        title=word["minutes_by_day"],
        description=f"{word['minutes_by_day']}, {write.month(month)}. {word['total']}: {write.number(whole.minutes, 4)}.",
        bars=tuple(Bar(label=str(day.day), value=each.minutes, shown=write.number(each.minutes, 4)) for day, each in by_day),
        upright=True,
        table=Table(caption=word["usage_by_day"], columns=columns, rows=rows, foot=foot, dense=True),
        table_folded=True,
    )


def together(usage: Mapping[date, MonthUsage], month: Month) -> MonthUsage:
    """The month's sum over its days."""
    of_month = [each for day, each in usage.items() if day in month]
    return MonthUsage(videos=sum(each.videos for each in of_month), seconds=sum(each.seconds for each in of_month))


def _days(month: Month) -> list[date]:
    return [month.first_day + timedelta(days=number) for number in range(month.days)]
