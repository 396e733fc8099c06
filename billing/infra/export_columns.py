"""Columns of the export: what billing needs of a line of the bill, and how Glue calls its kind.

Names and kinds are those of the table COST_AND_USAGE_REPORT (AWS Data Exports user guide, "Cost and Usage Report (CUR) 2.0").
"""

TAGS = "map<string,string>"

COLUMNS: dict[str, str] = {
    "bill_bill_type": "string",
    "bill_billing_entity": "string",
    "bill_billing_period_end_date": "timestamp",
    "bill_billing_period_start_date": "timestamp",
    "bill_invoice_id": "string",
    "bill_invoicing_entity": "string",
    "bill_payer_account_id": "string",
    "cost_category": TAGS,
    "discount": "map<string,double>",
    "identity_line_item_id": "string",
    "identity_time_interval": "string",
    "line_item_currency_code": "string",
    "line_item_legal_entity": "string",
    "line_item_line_item_description": "string",
    "line_item_line_item_type": "string",
    "line_item_net_unblended_cost": "double",
    "line_item_operation": "string",
    "line_item_product_code": "string",
    "line_item_tax_type": "string",
    "line_item_unblended_cost": "double",
    "line_item_usage_account_id": "string",
    "line_item_usage_amount": "double",
    "line_item_usage_end_date": "timestamp",
    "line_item_usage_start_date": "timestamp",
    "line_item_usage_type": "string",
    "pricing_unit": "string",
    "product": TAGS,
    "product_region_code": "string",
    "product_servicecode": "string",
    "reservation_reservation_a_r_n": "string",
    "resource_tags": TAGS,
    "savings_plan_savings_plan_a_r_n": "string",
}
"""Column to its kind, in the order of the alphabet."""
TABLE = "COST_AND_USAGE_REPORT"
PERIOD = "billing_period"
"""Partition of the data: the month, such as `2026-10`."""
FIRST_PERIOD = "2024-01"
"""Athena looks for no month before; Data Exports is not much older."""


def query() -> str:
    """What the export selects."""
    return f"SELECT {', '.join(COLUMNS)} FROM {TABLE}"


def settings(payer_account_id: str) -> dict[str, str]:
    """How the table is made. The billing view is named though AWS would take the same: it tells it, and a program that does not sees a
    difference for ever."""
    return {
        "BILLING_VIEW_ARN": f"arn:aws:billing::{payer_account_id}:billingview/primary",
        "INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY": "FALSE",
        "INCLUDE_RESOURCES": "FALSE",
        "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "FALSE",
        "TIME_GRANULARITY": "DAILY",
    }
