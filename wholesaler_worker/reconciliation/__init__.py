"""The proof that nothing was lost, done twice or left unsaid: records, ledger and taps compared with each other."""
