"""Alarms and who hears of them."""

import json
from datetime import timedelta

NAMESPACE = "ClientEnvironment"
OF_ACME = [{"Name": "Client", "Value": "acme"}]


class Watched:
    """A topic with a queue behind it, alarms that tell it, and metrics."""

    def __init__(self, aws, account="111111111111"):
        self.aws, self.account = aws, account
        self.cloudwatch = aws.client("cloudwatch", account)
        self.sqs = aws.client("sqs", account)
        self.topic = aws.client("sns", account).create_topic(Name="alarms")["TopicArn"]
        self.mail = self.queue("mail")
        aws.client("sns", account).subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=self.arn(self.mail))

    def queue(self, name):
        return self.sqs.create_queue(QueueName=name)["QueueUrl"]

    def arn(self, url):
        return self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def alarm(self, name="held", **more):
        settings = {
            "Namespace": NAMESPACE,
            "MetricName": "VideosHeld",
            "Dimensions": OF_ACME,
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [self.topic],
            **more,
        }
        self.cloudwatch.put_metric_alarm(AlarmName=name, **{key: value for key, value in settings.items() if value is not None})

    def put(self, value=1.0, metric="VideosHeld", dimensions=OF_ACME, namespace=NAMESPACE, **more):
        datum = {"MetricName": metric, "Dimensions": dimensions, **({} if "Values" in more else {"Value": value}), **more}
        self.cloudwatch.put_metric_data(Namespace=namespace, MetricData=[datum])

    def state(self, name="held"):
        return self.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]

    def told(self):
        """What the topic's queue got, oldest first; it is empty afterwards."""
        found = []
        while messages := self.sqs.receive_message(QueueUrl=self.mail, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                found.append(json.loads(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.mail, ReceiptHandle=message["ReceiptHandle"])
        return found

    def later(self, **time):
        self.aws.admin("POST", "clock", {"forward_seconds": timedelta(**time).total_seconds()})
