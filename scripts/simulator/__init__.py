"""A believable town as an event file: people who come, wait, take part, leave and sometimes come again.

What is drawn is behaviour: when things happen, how long they last, how they end. No measure is looked at.
"""

from scripts.simulator.town import simulate

__all__ = ["simulate"]
