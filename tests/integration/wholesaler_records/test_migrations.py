"""The schema's history is applied once, in order, by one program at a time, and never rewritten."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import psycopg
import pytest

from wholesaler_worker.db import migrate as migrating
from wholesaler_worker.db.database import Database
from wholesaler_worker.db.errors import MigrationsDiffer, SchemaOutdated
from wholesaler_worker.db.migrate import Migration, migrate, require_migrated, shipped_migrations

_SCHEMA = """
SELECT 'column', table_name, column_name,
       concat_ws(' ', data_type, domain_name, is_nullable, column_default, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'view', viewname, '', definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture
def database(empty_postgres_dsn: str) -> Iterator[Database]:
    with Database(empty_postgres_dsn) as opened:
        yield opened


def schema(dsn: str) -> set[tuple[Any, ...]]:
    with psycopg.connect(dsn) as connection:
        return set(connection.execute(_SCHEMA).fetchall())


def ship(monkeypatch: pytest.MonkeyPatch, migrations: list[Migration]) -> None:
    monkeypatch.setattr(migrating, "shipped_migrations", lambda: migrations)


def test_a_schema_that_grew_step_by_step_equals_a_fresh_one(
    database: Database, postgres_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = shipped_migrations()
    for count in range(1, len(every) + 1):
        ship(monkeypatch, every[:count])
        assert [migration.number for migration in migrate(database)] == [count]
    assert schema(database.dsn) == schema(postgres_dsn)
    assert len(schema(postgres_dsn)) > 50


def test_what_was_applied_is_not_applied_again(database: Database) -> None:
    assert [migration.number for migration in migrate(database)] == [m.number for m in shipped_migrations()]
    assert migrate(database) == []
    require_migrated(database)


def test_programs_that_migrate_at_the_same_time_apply_each_migration_once(database: Database) -> None:
    together = Barrier(3)

    def run(_: int) -> int:
        with Database(database.dsn) as own:
            together.wait(timeout=60)
            return len(migrate(own))

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(run, range(3))) == [0, 0, len(shipped_migrations())]


def test_a_migration_that_was_edited_after_it_had_been_applied_is_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(database)
    every = shipped_migrations()
    ship(monkeypatch, [replace(every[0], text=every[0].text + "\n-- edited"), *every[1:]])
    for refusing in (migrate, require_migrated):
        with pytest.raises(MigrationsDiffer, match=r"migration 1 \(resellers\) was applied with another content"):
            refusing(database)


def test_a_schema_newer_than_the_program_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(database)
    ship(monkeypatch, shipped_migrations()[:-1])
    with pytest.raises(MigrationsDiffer, match="install a newer version"):
        require_migrated(database)


def test_a_schema_older_than_the_program_is_said_before_anything_else_goes_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SchemaOutdated, match="wholesaler-worker migrate"):
        require_migrated(database)
    every = shipped_migrations()
    with monkeypatch.context() as patched:
        ship(patched, every[:-1])
        migrate(database)
    with pytest.raises(SchemaOutdated, match="lacks 1 migration"):
        require_migrated(database)


def test_a_migration_that_fails_leaves_the_schema_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = shipped_migrations()
    broken = Migration(len(every) + 1, "broken", "CREATE TABLE half (a int); SELECT * FROM nowhere;")
    ship(monkeypatch, [*every, broken])
    with pytest.raises(SchemaOutdated, match="nowhere"):
        migrate(database)
    assert schema(database.dsn) == set()
