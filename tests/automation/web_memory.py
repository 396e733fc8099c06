"""A bucket and a CloudFront distribution in memory, which note what is asked of them and may break off."""

from base64 import b64encode
from hashlib import md5
from io import BytesIO

from automation.aws.web_bucket import WebBucket
from automation.deploying.web_files import read_folder

PAGE_OF_A_LISTING = 1_000
"""Keys of one answer (S3 API reference, ListObjectsV2)."""


class BrokenOff(Exception):
    """The process was killed."""


class WebMemory:
    """Both services. `survives`: requests until the process is killed; the next one does not arrive any more."""

    def __init__(self):
        self.objects = {}
        self.requests = []
        self.survives = None
        self.changed = {}
        self.forgotten = {}

    def bucket(self):
        return WebBucket(s3=self, cloudfront=self, bucket="web", distribution_id="E1")

    def sync(self, folder, kept=()):
        """As `sync_web` does it."""
        plan = self.bucket().plan(read_folder(folder), kept)
        return self.bucket().carry_out(plan, folder, lambda line: None)

    def plan(self, folder, kept=()):
        return self.bucket().plan(read_folder(folder), kept)

    def place(self, key, content, **headers):
        """By other hands than ours."""
        self.objects[key] = {"Body": content, "ETag": f'"{md5(content).hexdigest()}"', **headers}
        self.changed[key] = len(self.requests)

    def stale_at_the_edge(self):
        """Keys that have changed since CloudFront was told to forget them."""
        return {key for key, at in self.changed.items() if max(self.forgotten.get("*", -1), self.forgotten.get(key, -1)) < at}

    def _asked(self, name):
        if self.survives is not None and len(self.requests) >= self.survives:
            raise BrokenOff
        self.requests.append(name)

    def list_objects_v2(self, **request):
        self._asked("list")
        keys = sorted(key for key in self.objects if key > request.get("ContinuationToken", ""))
        page = keys[:PAGE_OF_A_LISTING]
        answer = {"IsTruncated": len(keys) > len(page)}
        if page:
            answer["Contents"] = [{"Key": key, "ETag": self.objects[key]["ETag"]} for key in page]
        return answer | ({"NextContinuationToken": page[-1]} if answer["IsTruncated"] else {})

    def get_object(self, **request):
        self._asked("get")
        return {"Body": BytesIO(self.objects[request["Key"]]["Body"])}

    def put_object(self, **request):
        del request["Bucket"]
        key, body, promised = request.pop("Key"), request.pop("Body"), request.pop("ContentMD5", None)
        self._asked(f"put {key}")
        content = body if isinstance(body, bytes) else body.read()
        if promised and b64encode(md5(content).digest()).decode() != promised:
            raise OSError("BadDigest")
        self.place(key, content, **request)

    def delete_objects(self, **request):
        self._asked("delete")
        keys = [each["Key"] for each in request["Delete"]["Objects"]]
        assert len(keys) <= 1_000
        for key in keys:
            del self.objects[key]
            self.changed[key] = len(self.requests)
        return {}

    def create_invalidation(self, **request):
        self._asked("invalidate")
        paths = request["InvalidationBatch"]["Paths"]
        assert paths["Quantity"] == len(paths["Items"])
        self.forgotten |= {path.removeprefix("/"): len(self.requests) for path in paths["Items"]}
        return {"Invalidation": {"Id": f"I{len(self.requests)}"}}
