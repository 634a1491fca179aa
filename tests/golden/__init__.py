"""One stored row for each kind and version, sealed under a fixed key: all must load for ever."""
