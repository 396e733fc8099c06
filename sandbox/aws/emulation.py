"""One emulated AWS, put together: clock, gate, stand-ins, admin paths. `server.py` gives it a port."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from sandbox.aws import moto_inside
from sandbox.aws.accounts import Accounts
from sandbox.aws.admin import AdminPaths
from sandbox.aws.alarms.alarms import Alarms
from sandbox.aws.alarms.queue_metrics import QueueMetrics
from sandbox.aws.assume_role import AssumeRole
from sandbox.aws.billing_alerts import BillingAlerts
from sandbox.aws.bills.cost_explorer import CostExplorer
from sandbox.aws.bills.delivery import Deliveries
from sandbox.aws.bills.invoices import Invoices
from sandbox.aws.bills.lines import Bills
from sandbox.aws.bucket_defaults import BucketDefaults
from sandbox.aws.bucket_policy import BucketPolicies
from sandbox.aws.budgets.book import Book
from sandbox.aws.budgets.budgets_api import BudgetsApi
from sandbox.aws.budgets.spending import Spending
from sandbox.aws.cloudfront_rules import CloudFrontRules
from sandbox.aws.cost_allocation_tags import CostAllocationTags
from sandbox.aws.cost_anomalies.anomalies_api import CostAnomalies
from sandbox.aws.data_exports.exports_api import DataExports
from sandbox.aws.dynamodb_writes import DynamoDbWrites
from sandbox.aws.gate import Gate
from sandbox.aws.iam_rules import IamRules
from sandbox.aws.inside import InsideClients
from sandbox.aws.journal import Journal
from sandbox.aws.lambda_rules import LambdaRules
from sandbox.aws.log_group_keys import LogGroupKeys
from sandbox.aws.mended.everything import mend_moto
from sandbox.aws.mended.when_called import MendedWhenCalled
from sandbox.aws.new_accounts import NewAccounts
from sandbox.aws.put_events import PutEvents
from sandbox.aws.rekognition.label_detection import LabelDetection
from sandbox.aws.request import Environ
from sandbox.aws.resource_policies import ResourcePolicies
from sandbox.aws.rules import Rules
from sandbox.aws.s3_access import S3Access
from sandbox.aws.s3_notifications import S3Notifications
from sandbox.aws.s3_objects import S3Objects
from sandbox.aws.service_notices import ServiceNotices
from sandbox.aws.service_quotas import ServiceQuotas
from sandbox.aws.sns_subscriptions import SnsSubscriptions
from sandbox.aws.work_groups import WorkGroups
from sandbox.clock import Clock


class Emulation:
    """The parts of a running sandbox, open to packages that extend it."""

    def __init__(self, folder: Path | None = None) -> None:
        """Start empty. `folder` gets the journal of calls; None keeps it in memory only."""
        moto_inside.forget_everything()
        self.folder = folder
        self.endpoint = ""
        """`http://127.0.0.1:<port>`, known before extensions are asked."""
        self.clock = Clock()
        self.journal = Journal(folder)
        self.gate = Gate(moto_inside.moto_application(), self.clock, self.journal)
        self.clients = InsideClients(self.gate.answer)
        self.admin = AdminPaths()
        self.on_stop: list[Callable[[], None]] = [moto_inside.cut_deliveries(), mend_moto()]
        """Called once, latest first, when the server stops."""
        MendedWhenCalled(self.gate, self.on_stop)
        self.accounts = Accounts(self.clients)
        AssumeRole(self.gate, self.clients)
        self.bucket_policies = BucketPolicies(self.gate, self.clients)
        self.gate.checks.append(S3Access(self.bucket_policies))
        BucketDefaults(self.gate, self.clients)
        self.s3_notifications = S3Notifications(self.gate)
        self.s3_objects = S3Objects(self.gate, self.clients)
        self.put_events = PutEvents(self.gate)
        DynamoDbWrites(self.gate)
        self.label_detection = LabelDetection(self.gate, self.clients, self.clock, self.admin)
        self.on_stop.append(self.label_detection.stop)
        ServiceQuotas(self.gate, self.label_detection.jobs)
        self.sns_subscriptions = SnsSubscriptions(self.gate, self.admin)
        self.new_accounts = NewAccounts(self.gate, self.admin)
        self.rules = Rules(self.gate)
        """What AWS refuses; packages that extend the sandbox may add to it."""
        IamRules(self.rules, self.clients)
        LambdaRules(self.rules, self.clients, self.new_accounts)
        CloudFrontRules(self.rules, self.clients)
        ResourcePolicies(self.rules, self.clients)
        self.notices = ServiceNotices(self.clients)
        self.budgets = Book()
        BudgetsApi(self.gate, self.budgets)
        Spending(self.budgets, self.notices, self.admin)
        CostAnomalies(self.gate)
        tags = CostAllocationTags(self.gate, self.clients)
        exports = DataExports(self.gate, self.bucket_policies)
        bills = Bills(self.admin)
        CostExplorer(self.gate, bills, tags)
        Invoices(self.gate, bills, self.admin)
        Deliveries(bills, exports, self.clients, self.clock, self.admin)
        WorkGroups(self.gate, self.clients)
        LogGroupKeys(self.gate)
        BillingAlerts(self.admin, self.clients, self.new_accounts)
        self.alarms = Alarms(self.gate, self.notices)
        self.queue_metrics = QueueMetrics(self.gate, self.clients)
        self._add_admin_paths()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """WSGI: the sandbox's own paths, everything else through the gate."""
        if self.admin.serves(environ):
            response: Iterable[bytes] = self.admin.answer(environ)(environ, start_response)
            return response
        return self.gate(environ, start_response)

    def close(self) -> None:
        """Stop what was started, and give the process its real time back."""
        while self.on_stop:
            self.on_stop.pop()()
        self.clock.stop()
        self.journal.close()

    def _add_admin_paths(self) -> None:
        self.admin.add("GET", "health", lambda *_: {"status": "ok", "accounts": self.accounts.known()})
        self.admin.add("POST", "accounts/<account>", lambda path, _: self.accounts.credentials(path["account"]))
        self.admin.add("GET", "calls", lambda *_: {"calls": [asdict(call) for call in self.journal.calls()]})
        self.admin.add("GET", "unsupported", lambda *_: {"refused": self.gate.refusals.seen()})
        self.admin.add("GET", "clock", lambda *_: self._time())
        self.admin.add("POST", "clock", self._move_clock)

    def _time(self) -> dict[str, Any]:
        return {"now": self.clock.now().isoformat(), "ahead_seconds": self.clock.ahead.total_seconds()}

    def _move_clock(self, _: Any, body: dict[str, Any]) -> dict[str, Any]:
        """`{"forward_seconds": 3600}`"""
        self.clock.forward(timedelta(seconds=float(body.get("forward_seconds", 0))))
        self.queue_metrics.write()
        self.alarms.look()
        return self._time()
