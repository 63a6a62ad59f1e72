"""The ground: database, feed of events, jobs, bus, blobs, sealing, logs, metrics. Knows nothing of support."""
