"""The command line, the simulator and the benchmarks."""
