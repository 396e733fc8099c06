"""Flow logs: who talked to whom in a VPC."""

from botocore.client import BaseClient

from sandbox.handlers.ec2 import Ec2Handler, tags_of
from sandbox.handlers.handler import Properties
from sandbox.handlers.own_account import own_account

PLACES = {"vpcId": "VPC", "subnetId": "Subnet"}
"""Input that says what is watched, and EC2's name for such a thing."""


class FlowLog(Ec2Handler):
    type = "aws:ec2/flowLog:FlowLog"
    kind = "vpc-flow-log"
    supported = (*PLACES, "trafficType", "logDestinationType", "logDestination", "iamRoleArn", "maxAggregationInterval", "tags.*")
    replace_on = frozenset({*PLACES, "trafficType", "logDestinationType", "logDestination", "iamRoleArn", "maxAggregationInterval"})
    defaults = {"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600}

    def create(self, aws: BaseClient, inputs: Properties) -> str:
        place = next(each for each in PLACES if inputs.get(each))
        made = aws.create_flow_logs(
            ResourceType=PLACES[place],
            ResourceIds=[inputs[place]],
            TrafficType=inputs["trafficType"],
            LogDestinationType=inputs["logDestinationType"],
            LogDestination=inputs["logDestination"],
            MaxAggregationInterval=inputs["maxAggregationInterval"],
            **({"DeliverLogsPermissionArn": inputs["iamRoleArn"]} if inputs.get("iamRoleArn") else {}),
            **self.tagged(inputs),
        )
        if made.get("Unsuccessful"):
            raise ValueError(f"no flow log for {inputs[place]}: {made['Unsuccessful'][0]['Error']['Message']}")
        return str(made["FlowLogIds"][0])

    def read(self, aws: BaseClient, id: str, state: Properties) -> Properties | None:
        found = aws.describe_flow_logs(FlowLogIds=[id])["FlowLogs"]
        if not found:
            return None
        live = found[0]
        place = "subnetId" if live["ResourceId"].startswith("subnet-") else "vpcId"
        return {
            "arn": self.named(aws, id, own_account(aws))["arn"],
            **tags_of(live),
            place: live["ResourceId"],
            "trafficType": live["TrafficType"],
            "logDestinationType": live["LogDestinationType"],
            "logDestination": live.get("LogDestination"),
            "iamRoleArn": live.get("DeliverLogsPermissionArn"),
            "maxAggregationInterval": live["MaxAggregationInterval"],
            "logFormat": live["LogFormat"],
        }

    def delete(self, aws: BaseClient, id: str, state: Properties) -> None:
        aws.delete_flow_logs(FlowLogIds=[id])
