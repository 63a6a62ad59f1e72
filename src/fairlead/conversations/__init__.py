"""The timeline: one ordered line of entries per matter, whatever channels it crosses. The ledger is its heart."""
