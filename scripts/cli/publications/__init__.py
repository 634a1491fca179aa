"""Commands about published figures: publish, changes, bundles."""
