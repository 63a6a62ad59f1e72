"""What agents do not type twice: canned replies and macros. And rules, which do it by themselves."""
