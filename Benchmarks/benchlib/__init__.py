"""The parts of Benchmarks/bench. Python 3.9 or later, standard library only."""
