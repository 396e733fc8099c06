"""DuckDB started once for many tests: a start takes longer than most of them. Each of their connections has a database of its own."""

from itertools import count

import duckdb
import pytest

_started, _numbers = duckdb.connect(), count(1)


class OwnDatabase:
    """A connection to what is started already. Settings are those of the start again, whatever the one before has set."""

    def __init__(self, *_, **__):
        self._name = f"own{next(_numbers)}"
        self._connection = _started.cursor()
        self._connection.execute(f"RESET threads; RESET memory_limit; ATTACH ':memory:' AS {self._name}; USE {self._name}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def close(self):
        self._connection.execute(f"USE memory; DETACH {self._name}")
        self._connection.close()


@pytest.fixture(autouse=True)
def one_database(monkeypatch):
    monkeypatch.setattr(duckdb, "connect", OwnDatabase)
