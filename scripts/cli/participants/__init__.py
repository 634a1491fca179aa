"""Commands about participants: timelines, the list of all participants, findings."""
