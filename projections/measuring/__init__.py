"""Measures, cases, figures and explanations, independent of any particular measure."""
