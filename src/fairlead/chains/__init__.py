"""Transaction ids and addresses of the networks exchanges use: their formats and checksums, and what is wrong with one that is
none. Pure: nothing here asks a network."""
