"""The reseller's side: takes documents in, translates, publishes, correlates, delivers."""
