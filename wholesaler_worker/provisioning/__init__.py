"""What the network's systems tell about confirmed orders: consumed, carried out once, and notified."""
