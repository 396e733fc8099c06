"""Asks AWS what an environment has left behind: each thing that its state had and each that is listed of it, by its id.

What the answers mean is in `automation.deploying.residue`.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import sleep

import jmespath
from botocore.exceptions import BotoCoreError, ClientError

from automation.aws.regional_clients import RegionalClients
from automation.aws.residue_listing import Listing
from automation.aws.residue_questions import QUESTIONS
from automation.deploying.residue import Found, Residue, Thing, sort_out
from automation.deploying.residue_kinds import BUDGET, LOG_GROUP

AT_ONCE = 8
"""Questions under way."""
GONE = ("notfound", "nosuch", "nonexistent", "doesnotexist", "unknownsubscription", "404")
"""Parts of the codes with which AWS says that something is not there."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """One account, looked through after a destruction."""

    clients: RegionalClients
    """Inside the stack's account."""
    account_id: str
    listing: Listing
    """What may be left whatever the state says."""
    patience: Sequence[float] = ()
    """Seconds to wait before looking again at what is left over: AWS goes on showing some things for a while after they are deleted."""

    def residue(self, before: Iterable[Thing], still_in_state: Iterable[Thing]) -> Residue:
        """`before`: what the state had; `still_in_state`: what it has now."""
        before, kept, refused = set(before), set(still_in_state), list[str]()
        found = self._those_there(before | kept | self.listing.things(before, refused), refused)
        for pause in self.patience:
            if not (left := {each.thing for each in found if each.thing not in kept and each.ends is None}):
                break
            sleep(pause)
            found = [each for each in found if each.thing not in left] + self._those_there(left, refused)
        return sort_out(found, kept, sorted(set(refused)))

    def _those_there(self, candidates: Iterable[Thing], refused: list[str]) -> list[Found]:
        """Each once, also where it was asked for in two regions."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = pool.map(lambda thing: self._asked(thing, refused), sorted(candidates))
            return list({each.thing: each for each in found if each}.values())

    def _asked(self, thing: Thing, refused: list[str]) -> Found | None:
        """The thing, if it is there. What nobody here knows how to ask for is taken to be there."""
        question = QUESTIONS.get(thing.type)
        if question is None:
            return Found(thing=thing)
        names = dict(question.names(thing.id)) | ({"AccountId": self.account_id} if thing.type == BUDGET else {})
        try:
            answer = getattr(self.clients.client(question.service, thing.region), question.call)(**names)
        except (ClientError, BotoCoreError) as error:
            if not _says_gone(error):
                refused.append(f"whether {thing.kind.words} {thing.id} is there: {error}")
            return None
        if thing.type == LOG_GROUP and all(each["logGroupName"] != thing.id for each in answer["logGroups"]):
            return None
        return question.found(thing, answer) if jmespath.search(question.there, answer) else None


def _says_gone(error: Exception) -> bool:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    return any(each in code.lower() for each in GONE)
