"""Tests of full deliveries."""
