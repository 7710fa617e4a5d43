"""Journal: a Spec and the edits made while it ran, each with its step.
(Journal, step) determines every number.
"""

from dataclasses import dataclass
from typing import Any

from server import checks
from server import spec as specs
from server.checks import Bad
from server.spec import Spec
from server.spec.objective import FIELDS

MOST_EDITS = 20_000
LAST_STEP = 2**40


@dataclass(frozen=True)
class Entry:
    """An edit made when `step` updates had been done."""

    step: int
    edit: dict[str, Any]


@dataclass(frozen=True)
class Journal:
    spec: Spec
    entries: tuple[Entry, ...] = ()

    def to_json(self) -> dict[str, Any]:
        edits = [{"step": e.step, "edit": e.edit} for e in self.entries]
        return {"spec": self.spec.to_json(), "edits": edits}


def parse(value: Any) -> Journal:
    """JSON → Journal. The edits' own fields are checked when they are applied."""
    given = checks.mapping(value, "journal", ("spec", "edits"))
    spec = specs.parse(given.get("spec", {}))
    listed = checks.listing(given.get("edits", []), "journal.edits", 0, MOST_EDITS, "edits")
    entries: list[Entry] = []
    before = 0
    for i, item in enumerate(listed):
        name = f"journal.edits[{i}]"
        entry = checks.mapping(item, name, ("step", "edit"))
        before = checks.integer(entry.get("step"), f"{name}.step", before, LAST_STEP)
        if not isinstance(entry.get("edit"), dict):
            raise Bad(f"{name}.edit", f"expected an object, got {checks.shown(entry.get('edit'))}")
        entries.append(Entry(before, entry["edit"]))
    return Journal(spec, tuple(entries))


def check_room(journal: Journal) -> None:
    """Bad if there is no room for an edit: a page could not come back with it."""
    if len(journal.entries) >= MOST_EDITS:
        text = f"the journal is full with {MOST_EDITS:,} edits: begin anew, from here or elsewhere"
        raise Bad("edit", text, "full_journal", most=f"{MOST_EDITS:,}")


def given(journal: Any, spec: Any) -> Journal:
    """The journal of a greeting, or a new one of its Spec; Bad if it cannot be used."""
    if journal is not None:
        return parse(journal)
    return Journal(specs.parse({} if spec is None else spec))


def instead(journal: Any, spec: Any) -> Journal:
    """What runs where neither can be used: the default of the same kind, for the same page."""
    asked = journal.get("spec") if isinstance(journal, dict) else spec
    objective = asked.get("objective") if isinstance(asked, dict) else None
    kind = objective.get("kind") if isinstance(objective, dict) else None
    known = isinstance(kind, str) and kind in FIELDS
    return Journal(specs.parse({"objective": {"kind": kind}} if known else {}))
