"""The catalogue of measures, a package a source; and how they are asked for, listed and searched."""
