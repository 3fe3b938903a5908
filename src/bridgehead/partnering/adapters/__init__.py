"""Between a round and the timetable engine: the frozen problem, the run in its own process, and why not placed."""
