"""numpy.fft."""

from __future__ import annotations

import numpy as np

from ast_ad import runtime
from ast_ad.rules import fourier
from ast_ad.rules.verbs import linear, zero

fourier.state(np.fft)
linear(runtime.fitted, lambda d, x, length, axis, w: d.apply(runtime.fitted, d, np.size(x, axis), axis))
zero(runtime.frequency_counts)
