"""Stand-ins for outside systems: each speaks the real protocol over a real socket and shares no code with what talks to it."""
