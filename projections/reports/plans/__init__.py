"""The municipalities' reports, one module each."""
