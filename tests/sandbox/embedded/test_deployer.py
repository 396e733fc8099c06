import json

BUCKET = 'bucket = aws.s3.Bucket("uploads", tags={"Client": "acme"})\n'


def test_what_the_program_registers_exists_in_aws(project):
    done = project.program(BUCKET + 'pulumi.export("bucket", bucket.bucket)').run()

    assert done.returncode == 0, done.stderr
    (name,) = [each["Name"] for each in project.aws("s3").list_buckets()["Buckets"]]
    assert name.startswith("uploads-")
    assert project.state().outputs == {"bucket": name}
    assert project.aws("s3").get_bucket_tagging(Bucket=name)["TagSet"] == [{"Key": "Client", "Value": "acme"}]


def test_destroy_leaves_nothing(project):
    project.program(BUCKET).run()

    assert project.run("destroy").returncode == 0
    assert project.aws("s3").list_buckets()["Buckets"] == []
    assert project.state().resources == {}


def test_what_is_protected_is_not_destroyed_and_nor_is_anything_else(project):
    project.program(BUCKET + 'aws.s3.Bucket("ledger", opts=pulumi.ResourceOptions(protect=True))').run()

    refused = project.run("destroy")

    assert refused.returncode == 1
    assert "dev is protected: ledger. Nothing was deleted." in refused.stderr
    assert len(project.aws("s3").list_buckets()["Buckets"]) == 2


def test_a_stack_that_is_deployed_is_not_updated_silently(project):
    project.program(BUCKET).run()

    again = project.run()

    assert again.returncode == 1
    assert "only creates and destroys whole stacks" in again.stderr
    assert len(project.aws("s3").list_buckets()["Buckets"]) == 1


def test_stack_transforms_reach_every_resource(project):
    transform = """
    def tag(args):
        return pulumi.ResourceTransformResult(props={**args.props, "tags": {"Client": "acme"}}, opts=args.opts)
    pulumi.runtime.register_resource_transform(tag)
    aws.s3.Bucket("uploads")
    """
    assert project.program(transform).run().returncode == 0

    (bucket,) = [row for row in project.state().resources.values() if row.type == "aws:s3/bucket:Bucket"]
    assert bucket.outputs["tags"] == {"Client": "acme"}


def test_urns_are_those_of_the_real_engine(project):
    nested = """
    class Storage(pulumi.ComponentResource):
        def __init__(self, name):
            super().__init__("small:index:Storage", name)
            aws.s3.Bucket("uploads", opts=pulumi.ResourceOptions(parent=self))
    Storage("storage")
    """
    project.program(nested).run()

    assert set(project.state().resources) == {
        "urn:pulumi:dev::small::small:index:Storage::storage",
        "urn:pulumi:dev::small::small:index:Storage$aws:s3/bucket:Bucket::uploads",
    }


def test_two_resources_with_one_name_are_refused(project):
    done = project.program(BUCKET + BUCKET).run()

    assert done.returncode == 1
    assert "Duplicate resource URN" in done.stderr


def test_a_wrong_account_is_refused_before_anything_is_made_and_both_are_named(project):
    pinned = """
    account = aws.Provider("client", region="us-east-1", allowed_account_ids=["222222222222"])
    for name in ("one", "two"):
        aws.s3.Bucket(name, opts=pulumi.ResourceOptions(provider=account))
    """
    done = project.program(pinned).run()

    assert done.returncode == 1
    assert done.stderr.count("belongs in account 222222222222, but these credentials are for 111111111111") == 1
    assert project.aws("s3").list_buckets()["Buckets"] == []


def test_every_failure_is_told_in_one_line_and_what_was_made_stays_in_the_state(project):
    project.aws("s3").create_bucket(Bucket="taken")
    mixed = """
    aws.s3.Bucket("good")
    aws.s3.BucketVersioning("first", bucket="missing-one", versioning_configuration={"status": "Enabled"})
    aws.s3.BucketVersioning("second", bucket="missing-two", versioning_configuration={"status": "Enabled"})
    """
    done = project.program(mixed).run()

    assert done.returncode == 1
    assert [line.split(" ")[0] for line in done.stderr.splitlines()] in (["first", "second"], ["second", "first"])
    assert "Traceback" not in done.stderr
    assert "aws:s3/bucket:Bucket" in {row.type for row in project.state().resources.values()}


def test_an_input_that_the_sandbox_does_not_have_is_named(project):
    done = project.program('aws.s3.Bucket("uploads", acceleration_status="Enabled")').run()

    assert "uploads (aws:s3/bucket:Bucket): the sandbox does not support accelerationStatus" in done.stderr
    assert project.aws("s3").list_buckets()["Buckets"] == []


def test_a_type_without_handler_is_named(project):
    done = project.program('aws.ec2.Instance("box", ami="ami-1", instance_type="t3.micro")').run()

    assert "the sandbox has no handler for aws:ec2/instance:Instance" in done.stderr


def test_secret_settings_arrive_and_stay_marked(project):
    reads = """
    config = pulumi.Config()
    pulumi.export("word", config.require_secret("word"))
    """
    project.program(reads).run(SANDBOX_STACK_SECRETS=json.dumps({"small:word": "sesame"}))

    word = project.state().outputs["word"]
    assert word["value"] == "sesame"
    assert len(word) == 2  # the value and the mark that says secret


def test_another_stacks_outputs_can_be_read(project):
    project.program('pulumi.export("answer", 42)', stack="one").run(stack="one")
    reference = """
    other = pulumi.StackReference("organization/small/one")
    pulumi.export("seen", other.require_output("answer"))
    """
    project.program(reference, stack="two").run(stack="two")

    assert project.state("two").outputs == {"seen": 42}


def test_a_missing_stack_names_those_there_are(project):
    done = project.program(BUCKET).run(stack="prod")

    assert "There is no stack prod" in done.stderr
    assert "dev" in done.stderr


def test_an_error_in_the_program_itself_is_shown_whole(project):
    done = project.program("raise ValueError('broken program')").run()

    assert done.returncode != 0
    assert "broken program" in done.stderr


def test_progress_is_one_line_a_resource(project):
    done = project.program(BUCKET).run()

    (line,) = done.stdout.splitlines()
    assert line.split()[:4] == ["+", "s3", "Bucket", "uploads"]
    assert len(line) <= 80
