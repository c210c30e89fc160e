"""The SQLCipher open sequence: store-format 4."""

from pathlib import Path

import pytest

from fieldkit import errors
from fieldkit.store.opening import open_database

KEY = bytes(range(32))


@pytest.mark.parametrize("key", [b"", b"\x01" * 31, b"\x01" * 33, b"\x01" * 48])
def test_a_key_of_another_length_is_refused_before_sqlcipher_sees_it(tmp_path: Path, key: bytes) -> None:
    """SQLCipher would take a malformed raw key for a passphrase; fieldkit never lets it."""
    with pytest.raises(errors.StoreDamaged):
        open_database(tmp_path / "x.db", key)


def test_a_wrong_key_opens_nothing_and_shows_no_key(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Another key does not open the database, and neither key is in the error or on the screen."""
    open_database(tmp_path / "x.db", KEY).execute("CREATE TABLE t (a TEXT)").connection.close()
    other = bytes(reversed(KEY))
    with pytest.raises(errors.WrongKey) as caught:
        open_database(tmp_path / "x.db", other)
    said = "".join(capfd.readouterr()) + repr(caught.value) + repr(caught.value.__context__)
    assert not any(key.hex() in said for key in (KEY, other))
    assert capfd.readouterr().err == ""


def test_the_settings_are_those_of_the_format(tmp_path: Path) -> None:
    """Every opening sets the same pragmas."""
    connection = open_database(tmp_path / "x.db", KEY)
    names = ("journal_mode", "synchronous", "secure_delete", "temp_store", "foreign_keys", "trusted_schema")
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    connection.close()
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }
    assert expected == found


def test_a_place_that_cannot_hold_a_database_is_named(tmp_path: Path) -> None:
    """A folder that is not there gives an error, not a traceback."""
    with pytest.raises(errors.UnwritablePlace):
        open_database(tmp_path / "nowhere" / "x.db", KEY)
