"""Arguments for scipy.fft."""

from __future__ import annotations

import fft_samples
import scipy.fft as sf
from fft_samples import T, X
from rule_check import Fixed, Sample

from ast_ad import runtime

S = Sample
SAMPLES = {function: samples[:3] for function, samples in fft_samples.samples(sf).items()}
for function in (sf.dct, sf.idct, sf.dst, sf.idst):
    SAMPLES[function] = [
        *(S(X, type, norm=norm) for type in (1, 2, 3, 4) for norm in (None, "forward", "ortho")),
        S(X, 2, 3),
        S(X, n=8, axis=1),
        S(X, axis=0),
        S(X, 3, orthogonalize=True),  # not read where X is complex
    ]
for function in (sf.dctn, sf.idctn, sf.dstn, sf.idstn):
    SAMPLES[function] = [S(X), S(T, 3, (2, 5), axes=(0, 2)), S(T, norm="ortho")]
for function in (sf.hfft2, sf.hfftn):
    SAMPLES[function] = [
        S(T + 1j * T[::-1]),
        S(X + 1j, axes=(0, 1), norm="ortho"),
        S(T + 1j, (3, 2), (0, 2), "forward"),
    ]
for function in (sf.ihfft2, sf.ihfftn):
    SAMPLES[function] = [S(T), S(X, axes=(0, 1), norm="ortho"), S(T, (3, 2), (0, 2), "forward")]
SAMPLES[runtime.scaled_ends] = [S(X, 1, Fixed(2.0), Fixed(3.0))]
NEEDS_RANK = {getattr(sf, name) for name in "fftn ifftn rfftn irfftn dctn idctn dstn idstn hfftn ihfftn".split()}
