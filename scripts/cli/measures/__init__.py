"""Commands about measures: the catalogue, figures, cases, explanations, and openings that bypass the disclosure gate."""
