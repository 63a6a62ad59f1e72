"""Finding conversations: by what was said in them, by person, by number, by date."""
