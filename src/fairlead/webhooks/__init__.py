"""Outgoing webhooks: what an exchange's own systems are told of, signed, retried, logged, and sent again on request."""
