"""One examination: asks what there is to ask in the order in which one answer needs another, and has it judged."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from automation.aws import early_warnings as warnings_of
from automation.aws import quotas, tag_state
from automation.aws.own_credentials import own_credentials
from automation.aws.stack_account import Entered, enter
from automation.aws.state_bucket import objects_below
from automation.checks import Check
from automation.deploying.state_accounts import check_state
from automation.doctoring import backend, drift, early_warnings, identity, quota_checks, session_length, tag_checks, tools
from automation.doctoring.answer import NOT_DEPLOYED, PULUMI_NEEDED, Answer
from automation.doctoring.deployed import Deployed, deployed_in
from automation.doctoring.diagnosis import Diagnosis
from automation.doctoring.engine_questions import Engine
from automation.doctoring.session_length import Credentials
from automation.engine.opened_stack import open_stack
from automation.engine.outcome import EngineFailed
from automation.exits import Exit, Stop
from automation.stack_file import StackFile, read_settings, read_stack_file, stacks_of
from automation.stack_secret import read_external_id
from model.placement import Placement
from model.regions import BILLING_REGION
from model.settings import StackSettings


class Ended(Exception):
    """Nothing more is to be asked."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code


class Examination:
    """Of a machine, and of one stack where it is named."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = Engine(folder, objects_below)
        self._now = datetime.now(UTC)
        self._checks: list[Check] = []
        self._own: Answer[Credentials] = Answer(refused="nobody asked")

    def of_machine(self) -> Diagnosis:
        """Tools, credentials, backend, and the settings of every stack that has a file here."""
        self._checks += tools.check_tools(tools.tools_here())
        unlawful = [name for name in stacks_of(self._folder) if self._settings(name) is None]
        self._look_who()
        self._checks.append(self._look_for_backend()[1])
        ended = Exit.USAGE if unlawful else Exit.FAULT if self._own.value is None else None
        return self._diagnosis(None, self._own.value.account_id if self._own.value else None, ended)

    def of_stack(self, stack: str, *, look_for_drift: bool) -> Diagnosis:
        """Raises Stop where there is no file of that name."""
        file = read_stack_file(stack, self._folder)
        self._checks += tools.check_tools(tools.tools_here())
        settings = self._settings(stack)
        if settings is None:
            return self._diagnosis(stack, None, Exit.USAGE)
        try:
            ended = self._examine(file, settings, look_for_drift)
        except Ended as end:
            ended = end.code
        return self._diagnosis(stack, settings.account.account_id, ended)

    def _examine(self, file: StackFile, settings: StackSettings, look_for_drift: bool) -> Exit | None:
        """The account first: with the wrong one nothing else is asked of the stack."""
        self._look_who()
        account, ended = self._enter(file, settings)
        deployed = self._look_at_state(file.stack, settings)
        if look_for_drift:
            self._checks.append(drift.check_drift(file.stack, self._changed(file.stack, deployed)))
        if account is not None and self._own.value is not None:
            self._look_inside(file.stack, settings, account, deployed)
            minutes = session_length.expected_minutes(settings, deployed)
            self._checks.append(session_length.check_session(settings, self._own.value, minutes, self._now))
        return ended

    def _settings(self, stack: str) -> StackSettings | None:
        """None where they are unlawful: then the check says why."""
        try:
            settings = read_settings(read_stack_file(stack, self._folder), whole=True)
        except Stop as stop:
            self._checks.append(identity.check_settings(stack, None, str(stop)))
            return None
        self._checks.append(identity.check_settings(stack, settings))
        return settings

    def _look_who(self) -> None:
        self._own = own_credentials(BILLING_REGION)
        self._checks.append(identity.check_identity(self._own))

    def _enter(self, file: StackFile, settings: StackSettings) -> tuple[Entered | None, Exit | None]:
        """What is refused ends everything; what cannot be found out leaves the backend to be looked at."""
        if self._own.value is None:
            return None, Exit.FAULT
        try:
            account = enter(file.stack, settings, lambda: read_external_id(file))
        except Stop as stop:
            if stop.code is Exit.TOOL_MISSING:
                self._checks.append(identity.OF_ACCOUNT.not_tested(f"{PULUMI_NEEDED}, to read the external ID", str(stop)))
                return None, None
            self._checks.append(identity.check_account(settings, str(stop)))
            if stop.code is Exit.REFUSED:
                raise Ended(Exit.REFUSED) from stop
            return None, stop.code
        self._checks.append(identity.check_account(settings, ""))
        return account, None

    def _look_for_backend(self) -> tuple[Answer[backend.Backend], Check]:
        found = self._engine.backend()
        if found.refused == PULUMI_NEEDED:
            return found, backend.OF_BACKEND.not_tested(PULUMI_NEEDED)
        return found, backend.check_backend(found)

    def _look_at_state(self, stack: str, settings: StackSettings) -> Deployed:
        """Backend, stack, lock and what is half-done. Empty where there is no state to be read."""
        found, check = self._look_for_backend()
        self._checks.append(check)
        if found.value is None:
            whys = (backend.OF_STACK, backend.OF_LOCK, backend.OF_PENDING)
            self._checks += [each.not_tested(PULUMI_NEEDED if found.refused == PULUMI_NEEDED else "no backend") for each in whys]
            return Deployed()
        state = self._engine.state(stack)
        deployed = deployed_in(state.value or {})
        self._checks.append(backend.check_stack(stack, state, deployed.resources))
        self._checks.append(backend.check_lock(stack, self._engine.locks(stack, found.value)))
        self._checks.append(backend.check_pending(stack, deployed.pending))
        self._refuse_foreign(stack, settings, state.value or {})
        return deployed

    def _refuse_foreign(self, stack: str, settings: StackSettings, state: Mapping[str, Any]) -> None:
        try:
            check_state(stack, settings.account.account_id, state)
        except Stop as stop:
            self._checks.append(backend.check_account(stack, str(stop)))
            raise Ended(Exit.REFUSED) from stop

    def _changed(self, stack: str, deployed: Deployed) -> Answer[Mapping[str, str]]:
        if self._engine.command is None:
            return Answer(refused=PULUMI_NEEDED)
        if not deployed.resources:
            return Answer(value={})
        try:
            opened = open_stack(stack, self._folder, self._engine.command, {})  # the state has been looked at
            return Answer(value=opened.preview_refresh().changed)
        except (EngineFailed, Stop) as failed:
            return Answer(refused=str(failed))

    def _look_inside(self, stack: str, settings: StackSettings, account: Entered, deployed: Deployed) -> None:
        """What only the account itself can tell."""
        inside, checks = account.session, self._checks
        checks.append(early_warnings.check_mail(deployed, warnings_of.mail_subscriptions(inside, deployed.mail)))
        checks.append(early_warnings.check_alarms(stack, deployed, warnings_of.alarms_there(inside, deployed.alarms)))
        budgets = warnings_of.budgets_there(inside, account.account_id, deployed.budgets)
        checks.append(early_warnings.check_budgets(stack, deployed, budgets))
        checks.append(self._figures(settings, account, deployed))
        checks.append(self._keys(settings, account))
        tags = settings.tags
        live = tag_state.tags_carried(inside, settings.account.home_region, deployed.taggable, tags.client)
        checks.append(tag_checks.check_tagged(stack, deployed, tags.six(), live))
        checks.append(quota_checks.check_functions(quotas.functions_at_once(inside)))
        checks.append(quota_checks.check_analyses(settings, quotas.analyses_at_once(inside)))
        checks.extend(quota_checks.check_network(settings, deployed, lambda: quotas.vpcs(inside), lambda: quotas.addresses(inside)))

    def _figures(self, settings: StackSettings, account: Entered, deployed: Deployed) -> Check:
        if settings.account.placement is not Placement.HOSTED:
            latest = warnings_of.latest_figure(account.session, warnings_of.ESTIMATED_CHARGES, self._now)
            return early_warnings.check_charges(account.account_id, latest, self._now)
        if deployed.metered is None:
            return early_warnings.OF_FIGURES.not_tested(NOT_DEPLOYED)
        return early_warnings.check_metered(warnings_of.latest_figure(account.session, deployed.metered, self._now), self._now)

    def _keys(self, settings: StackSettings, account: Entered) -> Check:
        """A client's own account pays itself; every other is paid by yours, where you are logged in."""
        itself = settings.account.placement.client_pays_aws
        session, payer = (account.session, account.account_id) if itself else (account.own, self._own.known().account_id)
        keys = list(settings.tags.six())
        return tag_checks.check_keys(payer, keys, tag_state.keys_on_the_bill(session, keys))

    def _diagnosis(self, stack: str | None, account_id: str | None, ended: Exit | None) -> Diagnosis:
        by = self._own.value.arn if self._own.value else None
        return Diagnosis(stack=stack, account_id=account_id, by=by, at=self._now, checks=tuple(self._checks), ended=ended)
