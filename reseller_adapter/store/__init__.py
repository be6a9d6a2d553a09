"""The store of what is pending: one SQLite file per reseller, shared by the running adapter and its commands."""
