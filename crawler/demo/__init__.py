"""The demo: a small invented press, served on loopback."""
