"""The measurements of docs/performance.md."""
