"""Recomputes a published report from its open data alone: what an auditor runs, with nothing of the site.

A report is published as ``report.json`` and, for spreadsheets, as tables: ``records.csv`` with ``parties.csv`` and
``amounts.csv``, and ``figures.csv``. Both hold the same records; ``schema.json`` and ``datapackage.json`` describe
them.
The site that built the report shares no code with what is here: two programs have to come to the same figures.
"""
