"""Who reviews which application: the best assignment within even loads, and the proof that it is.

Build a `problem.Problem`, hand it to `solve.solve`, read the `assignment.Result`.
"""
