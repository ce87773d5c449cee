"""Functions of NumPy that have no rule, and why."""

from __future__ import annotations

import numpy as np

from ast_ad.rules.table import leave_out

_REASONS: dict[str, str] = {
    "it reads or writes files or buffers": """
        load loadtxt save savetxt savez savez_compressed fromfile fromregex fromstring frombuffer genfromtxt
        from_dlpack memmap""",
    "it changes or shows settings": """
        errstate geterr geterrcall seterr seterrcall getbufsize setbufsize get_printoptions set_printoptions printoptions
        get_include show_config show_runtime info test""",
    "dates carry no derivative": """
        busday_count busday_offset is_busday busdaycalendar isnat datetime_as_string datetime_data""",
    "an element is in both arrays only while these are equal there, so that neither may move alone": "intersect1d",
    "it gives as many arrays of edges as a sample has columns, which only the run tells: take np.histogram2d": """
        histogramdd""",
    "the order of what it gives is not said: np.unique sorts": """
        unique_all unique_values unique_counts unique_inverse""",
    "its values are no numbers that carry a derivative": """
        bytes_ str_ object_ void datetime64 timedelta64""",
    "no number here is wider than float64": "longdouble clongdouble float128 complex256",
    "it makes a matrix or another class of array: use plain arrays": """
        asmatrix bmat matrix poly1d recarray record""",
    "it iterates over arrays in ways that are not followed: write the loop with indices": """
        nested_iters nditer flatiter broadcast""",
    "it makes an array of what lies in memory: use np.zeros or np.asarray": "ndarray",
    "it is the type of functions, and makes none": "ufunc",
}


for reason, names in _REASONS.items():
    for name in names.split():
        if hasattr(np, name):
            leave_out(getattr(np, name), reason)
