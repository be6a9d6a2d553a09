"""The system of record in PostgreSQL; the only place that knows psycopg."""
