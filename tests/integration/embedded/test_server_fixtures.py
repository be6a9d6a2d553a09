import pika
import psycopg

from tests.plugins.servers import Servers


def test_a_modules_virtual_host_takes_connections(vhost_url: str) -> None:
    with pika.BlockingConnection(pika.URLParameters(vhost_url)) as connection:
        assert connection.is_open


def test_each_test_has_a_database_of_its_own(postgres_dsn: str, servers: Servers) -> None:
    with psycopg.connect(postgres_dsn) as connection:
        name = connection.execute("SELECT current_database()").fetchone()
    assert name is not None
    assert name[0].startswith("test_")
    assert postgres_dsn != servers.postgres_dsn
