"""Pure functions and protocols that every room may use; nothing here touches disk, network or database."""
