"""Arrays from which samples are made."""

from __future__ import annotations

import numpy as np
from rule_check import Sample

S = Sample
rng = np.random.default_rng(1)
V = np.array([0.3, -0.7, 0.55])
W = np.array([1.2, 0.4, -0.6])
P = np.array([0.6, 1.7, 2.4])  # positive
U = np.array([1.3, 2.5, 3.1])  # above 1
A = rng.normal(size=(2, 3))
B = rng.normal(size=(3, 4))
C = rng.normal(size=(3, 3))
R = rng.normal(size=(1, 3))
K = rng.normal(size=(2, 1))
T = rng.normal(size=(2, 3, 4))
M = np.array([True, False, True])
Z = np.array(0.8)
G = np.float64(0.45)
X = A + 1j * rng.normal(size=(2, 3))
Y = V + 1j * W
N = np.where(np.arange(6).reshape(2, 3) % 4 == 1, np.nan, A)
