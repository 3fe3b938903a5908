"""What may be read of rounds, requests and timetables, by whom; every function takes the actor first."""
