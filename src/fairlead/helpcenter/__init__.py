"""The help center: articles in many languages, their import, their pages, and the search that the bot answers from."""
