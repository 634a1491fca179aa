"""One participant: the fold from events to a thread, which events are effective, merging, journeys, findings."""
