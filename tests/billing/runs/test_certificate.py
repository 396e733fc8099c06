"""A certificate fails on one changed byte and on a foreign key."""

import json

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from moto import mock_aws

from billing.domain.canonical import canonical
from billing.runs.certificate import NotGenuine, certificate, kms_public_key, kms_signer, message, verify
from tests.billing.domain.closed import book


def signed_by(key, named=None, content=None):
    content = content or book()
    return certificate(content, key.sign(message(content), ECDSA(SHA256())), pem(named or key))


def pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def key():
    return generate_private_key(SECP256R1())


@pytest.fixture(scope="module")
def signed(key):
    return signed_by(key)


def test_a_genuine_certificate_gives_its_book(signed, key):
    assert verify(signed, pem(key)) == book().as_record()


def test_one_changed_byte_is_noticed_wherever_it_is(signed, key):
    for place in range(len(signed)):
        for changed in {signed[place] ^ 1, ord("0"), ord(" ")} - {signed[place]}:
            forged = signed[:place] + bytes([changed]) + signed[place + 1 :]
            with pytest.raises(NotGenuine):
                verify(forged, pem(key))


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: c + b"\n", lambda c: b" " + c, lambda c: c[:20], lambda c: b"", lambda c: b"[]"]
)
def test_what_was_cut_off_or_added_to_is_noticed(signed, key, change):
    with pytest.raises(NotGenuine):
        verify(change(signed), pem(key))


def test_a_foreign_key_is_noticed_though_the_file_names_it(signed, key):
    foreign = generate_private_key(SECP256R1())
    forged = signed_by(foreign)
    with pytest.raises(NotGenuine, match="another key"):
        verify(forged, pem(key))
    under_our_name = signed_by(foreign, named=key)
    with pytest.raises(NotGenuine, match="signature does not fit"):
        verify(under_our_name, pem(key))


def test_another_amount_under_the_same_signature_is_noticed(signed, key):
    richer = canonical({**json.loads(signed), "book": book(total="13").as_record()})
    with pytest.raises(NotGenuine, match="signature does not fit"):
        verify(richer, pem(key))


def test_a_key_of_kms_signs_without_leaving_it(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        kms = boto3.client("kms", region_name="us-east-1")
        made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        public = kms_public_key(kms, made)
        assert verify(certificate(book(), kms_signer(kms, made)(message(book())), public), public)["total"] == "12.0000000001"
