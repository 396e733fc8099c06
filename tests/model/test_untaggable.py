from model.untaggable import NO_REASON, OF_A_RULE, reason


def test_a_type_without_tags_has_its_reason_or_the_one_of_all_others():
    assert reason("aws:cloudwatch/eventTarget:EventTarget") == OF_A_RULE
    assert reason("aws:nowhere/thing:Thing") == NO_REASON == "the provider has no tags for this type"
