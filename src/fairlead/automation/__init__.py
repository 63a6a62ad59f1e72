"""What agents do not type twice: canned replies. Rules and webhooks will live here."""
