"""Where every video of an environment stands."""

import pulumi
import pulumi_aws as aws

from components.component_types import VIDEOS_TABLE
from components.data_table import DataTableArgs, Index, data_table

BY_STATE = Index(name="by_state", hash_key="state", range_key="updated")


class VideosTable(pulumi.ComponentResource):
    """One row a video, which expires with the retention once nothing is left to do, and one row a month (`month#2026-10`) with its seconds.

    | attribute | meaning |
    |-|-|
    | `video` (key) | sha256 of bucket, key and version, or `month#YYYY-MM` |
    | `state`, `updated` (index `by_state`) | where the video stands, and since when (ISO 8601, UTC) |
    | `expires` | epoch second after which the row goes |

    `lambdas/videos/` reads and writes the rest.
    """

    table: aws.dynamodb.Table

    def __init__(self, name: str, args: DataTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(VIDEOS_TABLE, name, {}, opts)
        self.table = data_table(name, "video", BY_STATE, args, pulumi.ResourceOptions(parent=self, protect=args.protect))
        self.register_outputs({"table": self.table.name})
