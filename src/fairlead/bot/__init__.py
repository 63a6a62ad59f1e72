"""The bot: answers from the help center with its source, says when it does not know, and hands over to people."""
