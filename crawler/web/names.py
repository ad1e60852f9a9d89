"""Names in the addresses of what is served."""

DATABASE = "newswatch"
"""The database's name in addresses, whatever its file is called."""
