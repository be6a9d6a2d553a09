"""A private RabbitMQ node and PostgreSQL cluster for the demo, the tests and a laptop."""
