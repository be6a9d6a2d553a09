"""What changes something, exactly once: key, effects and stored answer in one transaction of the records."""
