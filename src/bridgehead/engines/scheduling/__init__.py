"""Who meets whom, in which slot, at which table: the best timetable and the proof that it is.

Build a `problem.Problem`, hand it to `solve.solve`, read the `schedule.Result`.
"""
