"""Documents and reports as files: what each is called, and its bytes. Pure; `billing/delivery` puts them where they belong.

documents/2026/INV-2026-000001.{json,html,pdf}    final, by year of issue
drafts/2026-10/acme.{json,html}                   the latest draft
reports/2026-10/acme-costs.{json,html}            what AWS charged, by service and day
reports/2026-10/operator.{json,html}              revenue, cost and margin
statements/2026-10/acme.{json,html}               the month so far
certificates/2026-10/111111111111.json            the closed book, signed
"""

from collections.abc import Mapping
from typing import Any

from billing.documents.cost_report_sheet import cost_report_sheet
from billing.documents.html import html
from billing.documents.invoice_sheet import invoice_sheet
from billing.documents.operator_report_sheet import operator_report_sheet
from billing.documents.reports import CostReport, OperatorReport
from billing.documents.sheet import Sheet
from billing.documents.statement import Statement, statement_record, statement_sheet
from billing.domain.canonical import canonical
from billing.domain.document_record import as_record
from billing.domain.documents import Document
from billing.domain.money import plain
from billing.domain.month import Month

Files = dict[str, bytes]
"""Name to content; the ending says what it is."""


def document_files(document: Document, *, with_pdf: bool) -> Files:
    """A final document, or a draft. PDF needs packages that are not pure Python, which functions do not carry."""
    place = f"documents/{str(document.issued)[:4]}/{document.number}" if document.is_final else f"drafts/{document.month}/{document.client}"
    return _files(place, as_record(document), invoice_sheet(document), with_pdf=with_pdf and document.is_final)


def cost_report_files(report: CostReport, client: str, *, with_pdf: bool = False) -> Files:
    """`client` is the slug."""
    return _files(f"reports/{report.month}/{client}-costs", _cost_record(report), cost_report_sheet(report), with_pdf=with_pdf)


def operator_report_files(report: OperatorReport) -> Files:
    """For the operator alone."""
    return _files(f"reports/{report.month}/operator", _operator_record(report), operator_report_sheet(report))


def statement_files(statement: Statement) -> Files:
    """Written over every day."""
    return _files(f"statements/{statement.month}/{statement.client}", statement_record(statement), statement_sheet(statement))


def certificate_files(payer: str, month: Month, certificate: bytes) -> Files:
    """A payer's closed book."""
    return {f"certificates/{month}/{payer}.json": certificate}


def _files(place: str, record: Mapping[str, Any], sheet: Sheet, *, with_pdf: bool = False) -> Files:
    files = {f"{place}.json": canonical(record) + b"\n", f"{place}.html": html(sheet)}
    if with_pdf:
        from billing.documents.pdf import pdf  # ReportLab: not in the functions' zips

        files[f"{place}.pdf"] = pdf(sheet)
    return files


def _cost_record(report: CostReport) -> dict[str, Any]:
    costs = report.costs
    return {
        "month": str(report.month),
        "as_of": report.as_of.isoformat(),
        "client": report.buyer.name,
        "placement": report.placement.value,
        "currency": report.currency,
        "by_kind": {kind.value: plain(amount) for kind, amount in costs.by_kind.items()},
        "by_service": {service: plain(amount) for service, amount in costs.by_service.items()},
        "metered_share": plain(report.metered_share),
        "shared": plain(report.shared),
        "total": plain(report.total),
        "usage_by_day": {day.isoformat(): {"videos": each.videos, "seconds": each.seconds} for day, each in sorted(report.usage.items())},
        "estimated": report.estimated,
        "source_sha256": report.source_sha256,
    }


def _operator_record(report: OperatorReport) -> dict[str, Any]:
    rows = [
        {
            "client": row.client,
            "environments": [vars(each) for each in row.environments],
            "placement": row.placement.value,
            "document": row.document,
            "currency": row.currency,
            "revenue": plain(row.revenue),
            "aws_cost": plain(row.cost_that_we_pay),
            "bill_currency": row.bill_currency,
            "margin": None if row.margin is None else plain(row.margin),
        }
        for row in report.rows
    ]
    totals = [
        {
            "currency": each.currency,
            "revenue": plain(each.revenue),
            "aws_cost": plain(each.aws_cost),
            "margin": None if each.margin is None else plain(each.margin),
        }
        for each in report.totals
    ]
    return {"month": str(report.month), "as_of": report.as_of.isoformat(), "clients": rows, "totals": totals, "estimated": report.estimated}
