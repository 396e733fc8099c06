"""What the DeploymentRole may do around the solution: alarms, budgets, the web page's distribution, the network, the doctor's questions."""

from model.boundary import TAGGED, AccountNames
from model.policies import Statement, actions

TAGS = "ListTagsForResource TagResource UntagResource"

PARTS = ("vpc", "subnet", "route-table", "internet-gateway", "natgateway", "vpc-endpoint", "security-group", "elastic-ip")
"""What a network is made of, as ARNs call it."""

CREATIONS = tuple(
    f"Create{kind}" for kind in ("Vpc", "Subnet", "RouteTable", "InternetGateway", "NatGateway", "VpcEndpoint", "SecurityGroup")
)
"""What makes a part of a network, as EC2 calls it; addresses are allocated."""


def surroundings(names: AccountNames) -> tuple[Statement, ...]:
    """Alarms, budgets and the web page, and what is asked before a deployment."""
    return (*_alarms(names), *_costs(names), *_web(names), *_examination(names))


def network(names: AccountNames) -> tuple[Statement, ...]:
    """Networks. EC2 names nothing itself: what exists is known by our six tags."""
    return (*_network(names), *_traffic(names))


def _alarms(names: AccountNames) -> tuple[Statement, ...]:
    alarms, dashboards = names.arn("cloudwatch", f"alarm:{names.slug}-*"), names.arn("cloudwatch", f"dashboard/{names.slug}-*", "")
    return (
        Statement(sid="Alarms", actions=actions("cloudwatch", f"DeleteAlarms PutMetricAlarm {TAGS}"), resources=(alarms,)),
        Statement(sid="ListAlarms", actions=actions("cloudwatch", "DescribeAlarms"), resources=(names.arn("cloudwatch", "alarm:*"),)),
        Statement(sid="Dashboards", actions=actions("cloudwatch", "DeleteDashboards GetDashboard PutDashboard"), resources=(dashboards,)),
    )


def _costs(names: AccountNames) -> tuple[Statement, ...]:
    budgets, subscriptions = names.arn("budgets", f"budget/{names.slug}-*", ""), names.arn("ce", "anomalysubscription/*", "")
    monitors = names.arn("ce", "anomalymonitor/*", "")
    look, care = (
        "GetAnomalySubscriptions ListTagsForResource TagResource",
        "DeleteAnomalySubscription UntagResource UpdateAnomalySubscription",
    )
    return (
        Statement(sid="Budgets", actions=actions("budgets", f"ModifyBudget ViewBudget {TAGS}"), resources=(budgets,)),
        Statement(sid="NewAnomalySubscriptions", actions=actions("ce", "CreateAnomalySubscription"), resources=("*",)),
        Statement(sid="AnomalyMonitors", actions=actions("ce", "GetAnomalyMonitors"), resources=(monitors,)),
        # AWS gives GetAnomalySubscriptions for all or none; what TagResource is asked while a subscription is made, it does not say.
        Statement(sid="LookAtSubscriptions", actions=actions("ce", look), resources=(subscriptions,)),
        Statement(sid="AnomalySubscriptions", actions=actions("ce", care), resources=(subscriptions,), conditions=TAGGED),
    )


def _examination(names: AccountNames) -> tuple[Statement, ...]:
    """What `clientenv doctor` asks: numbers and dates of the account, nothing of what is in it. Most of these actions take no resource."""
    asked = ("ce:ListCostAllocationTags", "cloudwatch:GetMetricStatistics", "lambda:GetAccountSettings", "servicequotas:ListServiceQuotas")
    quotas = tuple(names.arn("servicequotas", f"{service}/*") for service in ("ec2", "vpc"))
    return (
        Statement(sid="Examination", actions=asked, resources=("*",)),
        Statement(sid="NetworkQuotas", actions=("servicequotas:GetServiceQuota",), resources=quotas),
    )


def _web(names: AccountNames) -> tuple[Statement, ...]:
    distributions = (names.arn("cloudfront", "distribution/*", ""),)
    controls = (names.arn("cloudfront", "origin-access-control/*", ""),)
    new = "CreateDistribution CreateOriginAccessControl"
    look = "GetDistribution GetDistributionConfig ListTagsForResource TagResource"
    care = "CreateInvalidation DeleteDistribution GetInvalidation UntagResource UpdateDistribution"
    control = "DeleteOriginAccessControl GetOriginAccessControl* UpdateOriginAccessControl"
    return (
        Statement(sid="NewDistributions", actions=actions("cloudfront", new), resources=("*",)),
        # A distribution is made with its tags, which needs TagResource before it has any: as with keys (deployment_workload.py), one that
        # is there without tags could be tagged and then changed.
        Statement(sid="LookAtDistributions", actions=actions("cloudfront", look), resources=distributions),
        Statement(sid="Distributions", actions=actions("cloudfront", care), resources=distributions, conditions=TAGGED),
        Statement(sid="AccessControls", actions=actions("cloudfront", control), resources=controls),
    )


def _network(names: AccountNames) -> tuple[Statement, ...]:
    parts = tuple(names.arn("ec2", f"{part}/*") for part in PARTS)
    creations = [*CREATIONS, "AllocateAddress"]
    deletions = "DeleteVpc DeleteSubnet DeleteRouteTable DeleteInternetGateway DeleteNatGateway DeleteVpcEndpoints DeleteSecurityGroup"
    routes = "AssociateRouteTable CreateRoute DeleteRoute DisassociateRouteTable ReplaceRoute"
    changes = "ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint"
    links = "AttachInternetGateway DetachInternetGateway DisassociateAddress ReleaseAddress"
    in_creation = {"StringEquals": {"ec2:CreateAction": creations}}
    care = f"{deletions} {routes} {changes} {links} CreateTags DeleteTags"
    return (
        Statement(sid="LookAtNetworks", actions=actions("ec2", "Describe*"), resources=("*",)),
        Statement(sid="NewNetworks", actions=actions("ec2", " ".join(creations)), resources=parts),
        Statement(sid="TagNewNetworks", actions=actions("ec2", "CreateTags"), resources=parts, conditions=in_creation),
        Statement(sid="Networks", actions=actions("ec2", care), resources=parts, conditions=TAGGED),
    )


def _traffic(names: AccountNames) -> tuple[Statement, ...]:
    """Firewall rules, the names of endpoints, and what AWS makes by itself: a role for NAT gateways, interfaces that functions left."""
    rules = actions("ec2", "AuthorizeSecurityGroup* RevokeSecurityGroup*")
    nat = "natgateway.amazonaws.com"
    return (
        Statement(sid="SecurityGroups", actions=rules, resources=(names.arn("ec2", "security-group/*"),), conditions=TAGGED),
        Statement(
            sid="SecurityGroupRules",
            actions=actions("ec2", "AuthorizeSecurityGroup*"),
            resources=(names.arn("ec2", "security-group-rule/*"),),
        ),
        Statement(
            sid="EndpointNames",
            actions=actions("route53", "AssociateVPCWithHostedZone DisassociateVPCFromHostedZone"),
            resources=("arn:aws:route53:::hostedzone/*",),  # AWS's own zone, whose id nobody knows before
        ),
        Statement(
            sid="LeftoverInterfaces",  # Lambda's, without our tags; AWS deletes none that is attached, and this role can detach none
            actions=actions("ec2", "DeleteNetworkInterface"),
            resources=(names.arn("ec2", "network-interface/*"),),
        ),
        Statement(
            sid="NatGateways",
            actions=actions("iam", "CreateServiceLinkedRole"),
            resources=(names.arn("iam", f"role/aws-service-role/{nat}/*", ""),),
            conditions={"StringEquals": {"iam:AWSServiceName": nat}},
        ),
    )
