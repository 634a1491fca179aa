"""Commands about measures: the catalogue, figures, cases, explanations, and openings of the disclosure gate."""
