"""The connector to the exchange's own systems. So far: its index of transactions."""
