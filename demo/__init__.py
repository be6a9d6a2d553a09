"""The demo: a territory made of real published data, and a story told with it."""
