"""An index that is behind its table, as DynamoDB's may be for a moment."""


class IndexBehind:
    """DynamoDB whose index of states answers about running analyses as it did before."""

    def __init__(self, dynamodb):
        self._dynamodb, self._answers = dynamodb, {}
        for state in ("starting", "analysing"):
            request = {
                "IndexName": "by_state",
                "KeyConditionExpression": "#state = :state",
                "ExpressionAttributeNames": {"#state": "state"},
            }
            self._answers[state] = dynamodb.query(TableName="videos", ExpressionAttributeValues={":state": {"S": state}}, **request)

    def __getattr__(self, name):
        return getattr(self._dynamodb, name)

    def query(self, **request):
        return self._answers.get(request["ExpressionAttributeValues"][":state"]["S"]) or self._dynamodb.query(**request)
