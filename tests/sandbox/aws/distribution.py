"""What a distribution of CloudFront is made with."""

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def config(access_control, **more):
    origin = {
        "Id": "web",
        "DomainName": "web.s3.us-east-1.amazonaws.com",
        "OriginAccessControlId": access_control,
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    behavior = {"TargetOriginId": "web", "ViewerProtocolPolicy": "https-only", "CachePolicyId": CACHING_OPTIMIZED}
    return {
        "CallerReference": "once",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behavior,
        **more,
    }
