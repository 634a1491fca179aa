"""The domain: all kinds of events, the rules for what follows from them, and the log that stores them."""
