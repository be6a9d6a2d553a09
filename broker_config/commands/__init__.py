"""The subcommands of `broker-config`, one per module."""
