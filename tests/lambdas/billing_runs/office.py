"""What the runs find outside: an office with its ledger in memory, a shelf, a Cost Explorer that knows some tag keys."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

from billing.runs.opening import OpenRun
from tests.billing.runs.office import usual

CONTEXT = SimpleNamespace(function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="1")
FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)


class CostExplorer:
    """Knows keys with their states; refuses those that it is told to."""

    def __init__(self, **states):
        self.states, self.refuses, self.calls = dict(states), set(), []

    def list_cost_allocation_tags(self, **request):
        keys = sorted(self.states)
        start = int(request.get("NextToken", 0))
        more = {"NextToken": str(start + 2)} if start + 2 < len(keys) else {}
        return {"CostAllocationTags": [{"TagKey": key, "Status": self.states[key]} for key in keys[start : start + 2]], **more}

    def update_cost_allocation_tags_status(self, CostAllocationTagsStatus):  # noqa: N803 - boto3's name
        wanted = {each["TagKey"]: each["Status"] for each in CostAllocationTagsStatus}
        self.calls.append(list(wanted))
        self.states |= {key: status for key, status in wanted.items() if key not in self.refuses}
        return {"Errors": [{"TagKey": key, "Code": "TagKeysNotFoundException"} for key in wanted if key in self.refuses]}


class Shelf(dict):
    """The report bucket."""

    def put(self, files):
        written = [name for name, content in files.items() if self.get(name) != content]
        self.update(files)
        return written


class Outside:
    """In place of the boundary."""

    def __init__(self, at=FIRST):
        self.office, self.shelf, self.ce, self.at = usual(), Shelf(), CostExplorer(), at
        self.pushed, self.refusing = {}, set()

    def now(self):
        return self.at

    def open(self, *, client_bills):
        self.office.at = self.at
        return OpenRun(run=self.office.run(), bucket=self.shelf, sources=self.office)

    def push(self, settings):
        def push(stack, files):
            if stack.stack in self.refusing:
                raise RuntimeError("the bucket is closed")
            self.pushed[stack.stack] = sorted(files)

        return push


def emitted(capsys):
    """Metrics of an invocation: name to the sum."""
    totals = {}
    for line in capsys.readouterr().out.splitlines():
        record = json.loads(line) if line.startswith("{") else {}
        for group in record.get("_aws", {}).get("CloudWatchMetrics", []):
            assert (group["Namespace"], group["Dimensions"]) == ("ClientEnvironment", [["service"]])
            for metric in group["Metrics"]:
                totals[metric["Name"]] = totals.get(metric["Name"], 0) + sum(record[metric["Name"]])
    return totals
