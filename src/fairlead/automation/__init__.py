"""What agents do not type twice: canned replies and macros. Rules and webhooks will live here."""
