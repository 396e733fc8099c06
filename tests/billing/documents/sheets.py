"""One sheet of each document."""

from billing.documents.cost_report_sheet import cost_report_sheet
from billing.documents.invoice_sheet import invoice_sheet
from billing.documents.operator_report_sheet import operator_report_sheet
from billing.documents.statement import statement_sheet
from tests.billing.documents.shown import AWS_COST, cost_report, draft, invoice, operator_report, row, statement

SHEETS = {
    "invoice": invoice_sheet(invoice()),
    "german": invoice_sheet(invoice(locale="de_DE")),
    "draft": invoice_sheet(draft()),
    "cost report": cost_report_sheet(cost_report(estimated=True)),
    "operator report": operator_report_sheet(operator_report(row(), row(currency="EUR", client="B"))),
    "statement": statement_sheet(statement(AWS_COST)),
}
