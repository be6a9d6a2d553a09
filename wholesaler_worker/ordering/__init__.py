"""Purchase orders: submitted, supplemented, confirmed or rejected with all reasons, completed."""
