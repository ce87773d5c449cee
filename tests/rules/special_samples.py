"""Arguments for scipy.special."""

from __future__ import annotations

import numpy as np
import scipy.special as sp
from rule_check import Fixed, Sample

from ast_ad import runtime

S = Sample
rng = np.random.default_rng(0)
V = np.array([0.3, -0.7, 0.55])
P = np.array([0.6, 1.7, 2.4])
U = np.array([0.2, 0.55, 0.9])
K = np.array([[0.7], [1.6]])
A = rng.normal(size=(2, 3))
Z = np.array([0.3 + 0.4j, 0.7 - 0.2j])

SAMPLES = {}
for (
    name
) in "erf erfc erfcx erfi dawsn ndtr log_ndtr expit log_expit exp2 exp10 expm1 cosm1 i0 i1 i0e i1e j0 j1".split():
    SAMPLES[getattr(sp, name)] = [S(V), S(0.4), S(A)]
for name in (
    "cbrt log1p entr psi gamma rgamma gammaln loggamma factorial exp1 expi spence y0 y1 k0 k1 k0e k1e fresnel sici shichi"
).split():
    SAMPLES[getattr(sp, name)] = [S(P), S(0.4), S(K), S(P[:1])]
for name in "erfinv erfcinv ndtri logit".split():
    SAMPLES[getattr(sp, name)] = [S(U), S(0.4)]
for name in "erf erfc erfcx wofz dawsn expm1".split():
    SAMPLES.setdefault(getattr(sp, name), []).append(S(Z))
SAMPLES[sp.wofz].append(S(V))
for name in "gamma loggamma".split():  # of second order are real ones only: SciPy has no polygamma for complex numbers
    SAMPLES[getattr(sp, name)].append(S(Z))
for name in "owens_t rel_entr kl_div xlogy xlog1py beta betaln poch binom boxcox boxcox1p".split():
    SAMPLES[getattr(sp, name)] = [S(P, U), S(0.4, 0.7), S(P, K + 0.2), S(K, 0.6), S(P, Fixed(2.0)), S(Fixed(0.5), P)]
SAMPLES[sp.binom] += [S(np.array([3.0, 3.0, 2.2, 3.4]), np.array([5.0, 1.0, 6.4, -2.0])), S(3.0, 5.0), S(2.4, Fixed(5))]
SAMPLES[sp.rgamma] += [S(np.array([0.0, -1.0, -2.0, -3.4, 0.5])), S(Z)]
SAMPLES[sp.boxcox] += [S(P, 0.0), S(P, 1e-5)]
for name in "jv yv iv kv ive kve hankel1 hankel2".split():
    SAMPLES[getattr(sp, name)] = [S(Fixed(1.5), P), S(2, P), S(Fixed(0), K)]
for name in "yn kn expn polygamma".split():
    SAMPLES[getattr(sp, name)] = [S(2, P), S(1, 0.7), S(np.array([1, 2, 3]), K)]
SAMPLES[sp.expn].append(S(0, P))
SAMPLES |= {
    sp.zeta: [S(Fixed(2.5), P), S(3, 0.7)],
    sp.comb: [S(P + 3, U), S(4.5, 2), S(P + 3, 2, repetition=True), S(P + 3, U, repetition=True)],
    sp.multigammaln: [S(P + 2, 3), S(4.5, 1)],
    sp.hyp0f1: [S(Fixed(1.5), V)],
    sp.hyp1f1: [S(Fixed(1.5), Fixed(2.5), V)],
    sp.hyp2f1: [S(Fixed(1.5), Fixed(2.5), Fixed(1.25), V * 0.5)],
    sp.logsumexp: [
        S(V), S(A), S(A, 1), S(A, axis=0, keepdims=True), S(A, 1, np.abs(A)), S(A, axis=0, b=P), S(V * 1000),
        S(V, b=P), S(A, 1, A, return_sign=True), S(A, axis=(0, 1)),
    ],
    sp.softmax: [S(V), S(A, axis=1), S(A), S(A, 0)],
    sp.log_softmax: [S(V), S(A, axis=1), S(A), S(A, 0)],
}  # fmt: skip
ORDERS = np.array([0, 1, 4])
for name in (
    "legendre chebyt chebyu chebyc chebys laguerre hermite hermitenorm sh_legendre sh_chebyt sh_chebyu"
).split():
    SAMPLES[getattr(sp, f"eval_{name}")] = [
        S(3, V),
        S(0, V),
        S(1, 0.4),
        S(ORDERS, K * 0.3),
        S(2, np.array([1.0, -0.5])),
    ]
for name in "legendre chebyt laguerre".split():
    SAMPLES[getattr(sp, f"eval_{name}")].append(S(Fixed(2.5), U * 0.9))
SAMPLES[sp.eval_gegenbauer] = [S(3, Fixed(0.7), V), S(0, Fixed(0.7), V), S(ORDERS, Fixed(0.7), K * 0.3)]
SAMPLES[sp.eval_genlaguerre] = [S(3, Fixed(0.7), V), S(0, Fixed(0.7), V), S(ORDERS, Fixed(0.7), K * 0.3)]
SAMPLES[sp.eval_jacobi] = [
    S(3, Fixed(0.7), Fixed(0.2), V),
    S(0, Fixed(1.0), Fixed(0.2), V),
    S(ORDERS, Fixed(1.5), 2, K * 0.3),
]
SAMPLES[runtime.normal_ratio] = SAMPLES[runtime.normal_excess] = [S(V * 5), S(A * 3), S(-4.0)]
SAMPLES[runtime.erfc_integral] = [S(V * 3, 1), S(A * 3, 2), S(0.4, 1), S(np.array([1.4, 1.6, 12.0]), 0)]
for name in "softplus sindg cosdg wrightomega".split():
    SAMPLES[getattr(sp, name)] = [S(V), S(0.4)]
for name in "lambertw ellipk ellipe tandg".split():
    SAMPLES[getattr(sp, name)] = [S(U), S(0.4)]
SAMPLES[sp.ndtri_exp] = [S(-P), S(-0.4)]
SAMPLES[sp.huber] = [S(0.5, V), S(P, A)]
SAMPLES[sp.pseudo_huber] = [S(0.5, V), S(P, A)]
SAMPLES[sp.inv_boxcox] = [S(V, P), S(V, 0.7)]
SAMPLES[sp.inv_boxcox1p] = [S(V, U), S(V, 0.7)]
SAMPLES |= {
    sp.kolmogorov: [S(P), S(0.4), S(K), S(V)],
    sp.kolmogi: [S(U), S(0.4), S(K / 2)],
    runtime.kolmogorov_slope: [S(P, 1), S(0.4, 2), S(K, 0)],
}
NEEDS_RANK = set()
