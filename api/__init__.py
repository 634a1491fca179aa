"""Röda tråden over HTTP: one app for people and programs."""
