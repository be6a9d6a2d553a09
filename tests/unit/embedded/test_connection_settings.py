import json
from pathlib import Path

from embedded.connection_settings import ConnectionSettings, Credentials
from embedded.given_servers import ServerUrls

SETTINGS = ConnectionSettings(
    servers=ServerUrls(
        amqp="amqp://root:s%40cret@127.0.0.1:5999",
        management="http://root:s%40cret@127.0.0.1:15999",
        postgres_dsn="postgresql://o:p@127.0.0.1:1/wholesale",
    ),
    data_dir=Path("/data"),
    users={name: Credentials(name, f"pw-{name}") for name in ("wholesaler", "network", "publisher", "ops", "operator")},
    resellers={name: Credentials(f"reseller.{name}", f"pw-{name}") for name in ("acme", "beta")},
)


def test_the_services_file_has_the_agreed_content() -> None:
    content = json.loads(SETTINGS.services_json())
    assert content["amqp_url"] == "amqp://127.0.0.1:5999/wholesale"
    assert content["management_url"] == "http://127.0.0.1:15999"
    assert content["resellers"]["acme"] == {"username": "reseller.acme", "password": "pw-acme"}
    assert content["ops"] == {"username": "ops", "password": "pw-ops"}
    assert set(content["users"]) == {"wholesaler", "network", "publisher", "operator"}
    assert content["administrator"] == {"username": "root", "password": "s@cret"}
    assert content["data_dir"] == "/data"


def test_a_worker_is_never_told_the_administrators_password() -> None:
    told = json.dumps(SETTINGS.for_worker())
    assert "cret" not in told
    assert SETTINGS.for_worker()["WHOLESALE_AMQP_USERNAME"] == "wholesaler"


def test_setting_up_uses_the_products_virtual_host_whatever_the_given_url_names() -> None:
    assert SETTINGS.for_administrator()["WHOLESALE_AMQP_URL"] == "amqp://root:s%40cret@127.0.0.1:5999/wholesale"
