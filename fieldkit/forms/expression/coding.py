"""digest() and base64-decode(). A digest here names a value and protects none: MD5 and SHA-1 come from ODK's list."""

import re

ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
ENCODINGS = ("base64", "hex")

# A decoded text is the only one in an expression that could carry signs which a terminal acts on.
_CONTROL = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")


def digest(whole: str, algorithm: str, encoding: str = "base64") -> str:
    """Return the digest of a text's UTF-8, '' for an algorithm or encoding that ODK does not have."""
    import base64
    import hashlib

    name = ALGORITHMS.get(algorithm.upper())
    if name is None or encoding.lower() not in ENCODINGS:
        return ""
    made = hashlib.new(name, whole.encode(errors="replace"), usedforsecurity=False)
    return made.hexdigest() if encoding.lower() == "hex" else base64.b64encode(made.digest()).decode()


def base64_decode(coded: str) -> str:
    """Return the text that base64 holds as UTF-8, without control characters; '' for what is no base64."""
    import base64

    try:
        plain = base64.b64decode(re.sub(r"\s", "", coded), validate=True)
    except ValueError:
        return ""
    return _CONTROL.sub("", plain.decode(errors="replace"))
