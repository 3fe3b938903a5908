"""What solve prints: one object, or one sentence of it."""

from bridgehead.engines.scheduling.formats import NumberedProblem
from bridgehead.engines.scheduling.schedule import Result, Status

ROUNDED = ("seconds", "cpu_seconds")
KEPT, PREFERRED = ("moved", "moved_bound"), ("preference", "preference_bound")
FIGURES = (
    *("meetings", "placed", "weight", "weight_bound", *KEPT, *PREFERRED, "breaks", "breaks_bound"),
    *(*ROUNDED, "seed"),
)


def as_json(source: NumberedProblem, result: Result, *, keep: bool = False) -> dict[str, object]:
    """The object that `--json` prints; `moved` is in it when a timetable was kept, `preference` where some is told.

    Placements are [meeting, slot, table, those of its alternatives who attend …] in the file's numbers.
    """
    prefer = any(participant.preferences for participant in source.problem.participants)
    untold = (*(() if keep else KEPT), *(() if prefer else PREFERRED))
    figures = {each: getattr(result, each) for each in FIGURES if each not in untold}
    figures |= {each: round(figures[each], 3) for each in ROUNDED}
    placements = source.outward(result.schedule)
    return {"status": result.status.value, **figures, "violations": [], "placements": placements}


def sentence(shown: dict[str, object]) -> str:
    """The object as a reader wants it."""
    if shown["status"] == Status.INFEASIBLE:
        return f"No schedule exists that keeps every rule (proven in {shown['seconds']} s)."
    if shown["status"] == Status.UNKNOWN:
        return f"No schedule was found in {shown['seconds']} s; give a larger --budget."
    figures = [f"{shown['placed']} of {shown['meetings']} meetings placed"]
    figures.append(f"weight {shown['weight']} (at most {shown['weight_bound']})")
    if shown.get("moved"):
        figures.append(f"moved {shown['moved']} (at least {shown['moved_bound']})")
    if "preference" in shown:
        figures.append(f"preferred times {shown['preference']} (at most {shown['preference_bound']})")
    figures.append(f"breaks {shown['breaks']} (at least {shown['breaks_bound']})")
    return f"{', '.join(figures)}: {shown['status']} in {shown['seconds']} s. Add --json for the placements."
