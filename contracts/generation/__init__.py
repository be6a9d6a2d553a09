"""What is generated from the schemas and the catalogue: JSON Schema, AsyncAPI, and the page of codes."""
