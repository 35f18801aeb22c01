// Room for Connectors.
