"""The commands of `wholesaler-worker`, one file each."""
