"""The backend, and the stack in it: its lock, what a killed update left half done, and its account."""

from automation.doctoring.answer import Answer
from automation.doctoring.backend import Backend, Lock, check_account, check_backend, check_lock, check_pending, check_stack
from tests.automation.doctor.judging import BLOCKS, fails, is_not_tested, passes


def test_a_backend_that_is_not_logged_in_to_blocks():
    passes(check_backend(Answer(value=Backend(url="s3://states", user="ada"))), "s3://states, as ada")
    fails(check_backend(Answer(refused="`pulumi` is not logged in")), BLOCKS, "`pulumi` is not logged in", "pulumi login s3://")


def test_a_stack_that_is_not_there_yet_is_well_and_one_that_cannot_be_read_blocks():
    passes(check_stack("dev", Answer(value={"resources": [1]}), 1), "known, 1 resource")
    passes(check_stack("dev", Answer(value={"resources": [1, 2]}), 2), "known, 2 resources")
    passes(check_stack("dev", Answer(value={"resources": []}), 0), "known, nothing is deployed yet")
    passes(check_stack("dev", Answer(value={}), 0), "not known to the backend yet: clientenv deploy dev makes it")
    fails(check_stack("dev", Answer(refused="checksum mismatch"), 0), BLOCKS, "checksum mismatch", "pulumi stack export -s dev")


def test_a_lock_blocks_and_says_whose_it_is():
    passes(check_lock("dev", Answer(value=())), "none")
    lock = Lock(by="ada@desk (process 7)", since="2026-11-26T11:00:00Z")
    check = check_lock("dev", Answer(value=(lock, Lock(by="somebody unnamed"))))
    fails(check, BLOCKS, "locked by ada@desk (process 7), since 2026-11-26T11:00:00Z; by somebody unnamed", "pulumi cancel -s dev")
    is_not_tested(check_lock("dev", Answer(refused="gs:// is not looked at")), "gs:// is not looked at")


def test_what_a_killed_update_left_half_done_blocks():
    passes(check_pending("dev", ()), "none")
    left = ("creating uploads", "updating key", "creating a", "creating b")
    found = "an update was killed while creating uploads, updating key, creating a and 1 more"
    fails(check_pending("dev", left), BLOCKS, found, "clientenv refresh dev")


def test_a_state_of_another_account_blocks_and_both_are_named():
    fails(check_account("dev", "says 1, but is in 2"), BLOCKS, "dev is deployed in another account", "says 1, but is in 2")
