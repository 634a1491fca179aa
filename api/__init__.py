"""Röda tråden over HTTP: one application with pages for people and an API for programs."""
