"""The municipalities' reports, a module each."""
