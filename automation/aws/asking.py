"""Asks AWS something that these credentials may not be allowed to ask: a refusal is an answer to be told, and spoils no other question."""

import re
from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from automation.doctoring.answer import Answer

T = TypeVar("T")
NOT_ALLOWED = re.compile(r"not authorized to perform:? (\S+)")


def asked(question: Callable[[], T]) -> Answer[T]:
    try:
        return Answer(value=question())
    except ClientError as error:
        return Answer(refused=refusal(error))
    except BotoCoreError as error:
        return Answer(refused=f"AWS cannot be asked: {error}")


def refusal(error: ClientError) -> str:
    """In few words: AWS names the whole role, and the policy that is missing."""
    told = error.response["Error"]
    if action := NOT_ALLOWED.search(told.get("Message", "")):
        return f"these credentials may not ask ({action[1]})"
    return f"{told['Code']}: {told.get('Message', '')}"
