"""What the three commands have in common: how they end, how they find their subcommands, where settings files lie."""
