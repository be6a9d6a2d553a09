"""Notifications of the reseller's orders: kept, put in order, asked for when missing, and delivered once."""
