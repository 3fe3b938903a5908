"""What every context stands on: bases, bilingual records, clock, money, audit, jobs, files.


A closed list: what only one context needs does not belong here.
"""
