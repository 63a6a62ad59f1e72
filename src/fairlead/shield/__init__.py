"""What stands between the outside and the timeline: texts, uploads, limits. Secrets will be found here too."""
