"""What every test may ask for; each plugin names the one outside thing it brings."""

pytest_plugins = [
    "tests.plugins.marking",
    "tests.plugins.generated_examples",
    "tests.plugins.servers",
    "tests.plugins.databases",
    "tests.plugins.virtual_hosts",
    "tests.plugins.real_broker",
    "tests.plugins.running_services",
]
