"""Everything that knows RabbitMQ, and the only package that imports pika."""
