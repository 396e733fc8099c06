"""Queues under many hands: nothing is lost, nothing comes twice, old messages go."""

from __future__ import annotations

import threading
import time
from collections import Counter
from types import SimpleNamespace

from werkzeug.wrappers import Response

from sandbox.pump.queue_order import QueueOrder


def at_once(count, work):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_is_sent_while_others_receive_and_delete_is_received_exactly_once(cloud):
    queue = cloud.queue("")
    url, seen, enough = cloud.url(queue), [], threading.Event()
    sqs = cloud.client("sqs")

    def work(number):
        if number < 4:
            for i in range(40):
                sqs.send_message(QueueUrl=url, MessageBody=f"{number}-{i}")
            return
        while not enough.is_set():
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=3).get("Messages", []):
                seen.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if len(seen) >= 160:
                enough.set()

    timer = threading.Timer(30, enough.set)
    timer.start()
    at_once(8, work)
    timer.cancel()
    assert sorted(seen) == sorted(f"{number}-{i}" for number in range(4) for i in range(40))


class Calls:
    """A gate that keeps its stand-ins, and moto that notes how many calls it serves at the same time."""

    def __init__(self):
        self.stand_ins, self.now, self.most = {}, Counter(), Counter()
        QueueOrder(self)

    def stand_in(self, service, actions, answer):
        self.stand_ins |= dict.fromkeys([actions] if isinstance(actions, str) else actions, answer)

    def forward(self, request):
        self.now[request.account] += 1
        self.most[request.account] = max(self.most[request.account], self.now[request.account])
        self.most["all"] = max(self.most["all"], sum(self.now.values()))
        time.sleep(0.02)
        self.now[request.account] -= 1
        return Response()

    def make(self, action, account):
        self.stand_ins[action](SimpleNamespace(account=account, region="us-east-1", params={}, body=b"{}"), self.forward)


def test_calls_to_the_queues_of_an_account_happen_one_after_the_other():
    calls = Calls()
    actions = ["SendMessage", "DeleteMessage", "ReceiveMessage", "ChangeMessageVisibility", "DeleteMessageBatch", "SendMessageBatch"]
    at_once(12, lambda number: calls.make(actions[number % 6], "111111111111" if number < 6 else "222222222222"))
    assert calls.most == {"111111111111": 1, "222222222222": 1, "all": 2}


def test_a_long_poll_waits_for_a_message_and_keeps_nobody_from_sending_it(cloud):
    queue, found = cloud.queue(""), []
    sqs = cloud.client("sqs")
    waiting = threading.Thread(target=lambda: found.extend(sqs.receive_message(QueueUrl=cloud.url(queue), WaitTimeSeconds=10)["Messages"]))
    waiting.start()
    time.sleep(0.3)
    began = time.monotonic()
    cloud.send(queue, "at last")
    waiting.join()
    assert time.monotonic() - began < 7  # and not until its ten seconds are over
    assert [message["Body"] for message in found] == ["at last"]


def test_a_long_poll_ends_empty_after_the_time_that_the_queue_says(cloud):
    queue = cloud.queue("", ReceiveMessageWaitTimeSeconds="1")
    began = time.monotonic()
    assert "Messages" not in cloud.client("sqs").receive_message(QueueUrl=cloud.url(queue))
    assert 0.9 < time.monotonic() - began < 3


def test_a_message_is_gone_when_its_retention_is_over_and_hides_none_behind_it(cloud):
    queue = cloud.queue("", MessageRetentionPeriod="3600")
    cloud.send(queue, "old")
    cloud.forward(hours=2)
    cloud.send(queue, "new")
    assert [message["Body"] for message in cloud.messages(queue)] == ["new"]
