"""An assessment, completed with what follows from its duties together: measures and tensions."""

from __future__ import annotations

import msgspec

from concordance.assess.result import Assessment
from concordance.compile.program import Program
from concordance.harmonise.measures import make_measures
from concordance.harmonise.tensions import profile_tensions
from concordance.norms.profile import Profile


def harmonise(result: Assessment, profile: Profile, program: Program) -> Assessment:
    """The assessment of a profile with its measures and tensions."""
    return msgspec.structs.replace(
        result,
        measures=make_measures(result, program.score),
        tensions=profile_tensions(result, profile, program.fitted(profile.answers)),
    )
