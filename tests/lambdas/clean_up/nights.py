"""What the tests of a night begin with: buckets in memory, what lies in them, and a night in which nothing went."""

import os
from datetime import timedelta

from lambdas.videos.moments import stamp
from tests.lambdas.clean_up.object_store import ObjectStore
from tests.lambdas.outside import Tap
from tests.lambdas.world import CAR, identity

UPLOADS_BUCKET, RESULTS_BUCKET = "uploads-bucket", "results-bucket"
NOTHING = {"objects": 0, "bytes": 0, "markers": 0, "kept": 0, "uploads": 0, "rows": 0, "discarded": 0, "errors": 0, "left": []}
"""What a night answers in which nothing was to be done."""


def furnish(world):
    """Buckets in memory in the stead of moto's."""
    world.store = ObjectStore(world.outside.now)
    world.outside.s3 = Tap(world.store, world.outside)
    return world


def arrive(world, key=CAR, footage=None):
    """A video is uploaded and announced."""
    world.store.put(UPLOADS_BUCKET, key, id="v1", size=1000)
    return world.upload(key, footage)


def keys(world, bucket=UPLOADS_BUCKET):
    """Keys that are in the bucket."""
    return {each.key for each in world.store.all() if each.bucket == bucket}


def hold(world):
    """A video is uploaded, and held."""
    arrive(world)
    world.uploads.drain()
    world.force(CAR, "held")


def put_row(world, number, state, expires):
    """A row that last changed a retention before `expires`."""
    updated = stamp(expires - timedelta(days=int(os.environ["RETENTION_DAYS"])))
    row = {"video": identity(f"uploads/{number}"), "state": state, "updated": updated}
    item = {name: {"S": value} for name, value in row.items()}
    if state in ("done", "failed", "discarded"):
        item["expires"] = {"N": str(int(expires.timestamp()))}
    world._dynamodb.put_item(TableName="videos", Item=item)
