"""The SQLCipher open sequence of store-format 4. The key appears in no exception and no log."""

import re
from pathlib import Path
from typing import Any

from fieldkit import errors

RAW_KEY = re.compile(r"\A[0-9a-f]{64}\Z")
SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "wal_autocheckpoint = 200",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "mmap_size = 0",
    "busy_timeout = 5000",
)
FIELD = ("cipher_memory_security = ON", *SETTINGS)
HQ = (*SETTINGS, "cache_size = -65536", "wal_autocheckpoint = 4000")
"""At HQ memory is not locked and wiped: it would make an import four times as slow (store-format 4). Its log may grow
to 16 MB before it is put into the database: an import of many bundles touches the same pages again and again."""


def open_database(path: Path, key: bytes, *, hq: bool = False) -> Any:
    """Open the database at `path` with a raw key and return the connection, ready for work.

    Raises: WrongKey when the key does not fit or the first page is damaged (SQLCipher cannot tell), StoreDamaged,
    UnwritablePlace.
    """
    import sqlcipher3

    try:
        path.touch(mode=0o600)  # SQLite gives the log files the mode of the database
        connection = sqlcipher3.connect(str(path), isolation_level=None)
    except (OSError, sqlcipher3.Error):
        raise errors.UnwritablePlace(path=path, why="the database cannot be opened") from None
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        give_key(connection, "key", key)
        _prove_key(connection)
        for setting in HQ if hq else FIELD:
            connection.execute(f"PRAGMA {setting}").fetchall()
        if hasattr(connection, "enable_load_extension"):
            connection.enable_load_extension(False)
    except sqlcipher3.OperationalError as error:
        connection.close()
        raise errors.UnwritablePlace(path=path, why=str(error)) from None
    except BaseException:
        connection.close()
        raise
    return connection


def give_key(connection: Any, pragma: str, key: bytes) -> None:
    """Run PRAGMA key or rekey with a raw key. SQLCipher takes a malformed raw key for a passphrase without a word."""
    text = key.hex()
    if not RAW_KEY.match(text):
        raise errors.StoreDamaged(why="the database key has the wrong length")
    failed = False
    try:
        connection.execute(f"PRAGMA {pragma} = \"x'{text}'\"").fetchall()
    except Exception:
        failed = True  # the exception could carry the statement, and so the key
    if failed:
        raise errors.StoreDamaged(why=f"the database refused to {pragma}")


def _prove_key(connection: Any) -> None:
    import sqlcipher3

    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlcipher3.OperationalError:
        raise
    except sqlcipher3.DatabaseError:
        raise errors.WrongKey from None
    version = connection.execute("PRAGMA cipher_version").fetchone()
    if not version or not version[0]:
        raise errors.StoreDamaged(why="this Python has a SQLite without encryption")
