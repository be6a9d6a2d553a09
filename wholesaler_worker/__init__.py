"""The wholesaler's side: answers documents, keeps the records, publishes the reference files."""
