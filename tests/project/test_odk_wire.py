"""The ODK submission that bundles are measured against is one that ODK's own tools could open."""

import base64
import random
import xml.etree.ElementTree as ET

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.padding import PKCS7

from benchmarks import odk_wire
from benchmarks.generate import screenings

NAMES = {"s": "http://opendatakit.org/submissions", "o": "http://openrosa.org/xforms"}


def test_the_private_key_opens_the_submission_and_every_answer_is_in_it() -> None:
    """Key and signature come out of RSA-OAEP; the instance has all answers, and the digest is of what was sent."""
    (record,) = screenings(1)
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = odk_wire.submission(record, private.public_key(), random.Random(1).randbytes)
    root = ET.fromstring(made.manifest)
    wrapped = root.findtext("s:base64EncryptedKey", namespaces=NAMES) or ""
    instance_id = root.findtext("o:meta/o:instanceID", namespaces=NAMES) or ""
    secret = private.decrypt(base64.b64decode(wrapped), odk_wire.oaep())
    decryptor = odk_wire.cipher(secret, odk_wire.ivs(instance_id, secret, 1)[0]).decryptor()
    unpadder = PKCS7(128).unpadder()
    plain = unpadder.update(decryptor.update(made.sealed) + decryptor.finalize()) + unpadder.finalize()
    signature = root.findtext("s:base64EncryptedElementSignature", namespaces=NAMES) or ""
    signed = private.decrypt(base64.b64decode(signature), odk_wire.oaep())
    assert signed == odk_wire.digest(wrapped, instance_id, plain)
    read = ET.fromstring(plain)
    content = record["content"]
    assert isinstance(content, dict)
    answers = content["answers"]
    assert isinstance(answers, dict)
    assert set(answers) <= {element.tag for element in read}
    assert read.findtext("age_band") == answers["age_band"]


def test_the_same_seed_gives_the_same_sizes() -> None:
    """Both sides are measured on the same invented screenings."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    sizes = [
        [len(odk_wire.submission(record, key, random.Random(7).randbytes).request) for record in screenings(5)]
        for _ in range(2)
    ]
    assert sizes[0] == sizes[1]
