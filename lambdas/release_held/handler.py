"""Invoked by hand. Released videos wait; the five-minute rule starts them."""

import os
from typing import Any

from lambdas.release_held.held import carry_out, read_decision
from lambdas.release_held.listing import answer, read_question
from lambdas.videos import boundary
from lambdas.videos.settings import Settings
from lambdas.videos.table import VideosTable
from lambdas.videos.telemetry import logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers which are held, or how many were released, discarded and skipped. Raises ValueError for an event that leaves a doubt."""
    outside = boundary.current()
    table = VideosTable(outside.dynamodb, Settings(os.environ))
    if question := read_question(event):
        return answer(question, table)
    decided = carry_out(read_decision(event, by=context.aws_request_id), table, outside)
    logger.info("held videos decided", extra=decided)
    return decided
