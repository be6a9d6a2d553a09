"""RabbitMQ behind the transport's seam: pika's `SelectConnection`, one I/O thread, two connections."""

from broker_config.rabbitmq.transport import RabbitTransport

__all__ = ["RabbitTransport"]
