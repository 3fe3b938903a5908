"""Compile the kernels ahead of the first round: ``python -m bridgehead.engines.scheduling.warm``; needs no database."""

from bridgehead.engines.scheduling.solvers.kernels import warm

if __name__ == "__main__":
    warm()
