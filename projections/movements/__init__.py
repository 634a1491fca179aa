"""How people move: flows, ways, returns and rounds, for evaluators. Read off a World; nothing is decided here."""
