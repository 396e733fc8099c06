from pathlib import Path

import pytest

from sandbox.engine.stack import EngineFailed

pytestmark = pytest.mark.engine

PACK = Path(__file__).parent / "policy_pack"


def test_a_policy_pack_stops_what_breaks_its_rule_and_lets_the_rest_pass(project):
    stack = project.program('aws.s3.Bucket("uploads")').stack()
    with pytest.raises(EngineFailed, match="the bucket has no tag Client"):
        stack.up(policy_pack=PACK)
    assert project.left() == {}

    project.program('aws.s3.Bucket("uploads", tags={"Client": "acme"})')
    assert stack.up(policy_pack=PACK).changes == {"create": 1, "same": 1}
