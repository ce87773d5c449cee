"""Arguments for numpy.fft, and for scipy.fft."""

from __future__ import annotations

from typing import Any

import numpy as np
from rule_check import Sample

from ast_ad import runtime

S = Sample
rng = np.random.default_rng(0)
X = rng.normal(size=(2, 5))
Z = X + 1j * rng.normal(size=(2, 5))
T = rng.normal(size=(3, 4, 6))
U = T + 1j * rng.normal(size=(3, 4, 6))


def _one(x: Any) -> list[Sample]:
    lengths = [S(x, 3), S(x, 8), S(x, n=4, axis=0)]
    return [S(x), *lengths, S(x, norm="ortho"), S(x, norm="forward"), S(x, axis=0), S(x[:, ::2])]


def _several(x: Any) -> list[Sample]:
    return [S(x), S(x, (3, 5), axes=(0, 2)), S(x, axes=(2, 1)), S(x, norm="ortho")]


def samples(module: Any) -> dict[Any, list[Sample]]:
    """For each transform of a module."""
    found = {getattr(module, name): [*_one(Z), S(X)] for name in ("fft", "ifft", "hfft", "irfft")}
    found |= {getattr(module, name): _one(X) for name in ("rfft", "ihfft")}
    found |= {
        getattr(module, name): [*_several(U), S(T)] for name in ("fft2", "ifft2", "irfft2", "fftn", "ifftn", "irfftn")
    }
    found |= {getattr(module, name): _several(T) for name in ("rfft2", "rfftn")}
    shifts = [S(X), S(Z, 1), S(T, axes=(0, 2))]
    frequencies = [S(5, 0.3), S(4, 2.0)]
    found |= {module.fftfreq: frequencies, module.rfftfreq: frequencies}
    return found | {module.fftshift: shifts, module.ifftshift: shifts}


SAMPLES = samples(np.fft) | {runtime.fitted: [S(X, 3, 1), S(X, 4, 0), S(X, 8, -1), S(Z, 2, -1)]}
NEEDS_RANK = {np.fft.fftn, np.fft.ifftn, np.fft.rfftn, np.fft.irfftn}
