"""Arguments for the functions of scipy.special that come in families: elliptic, Bessel, Legendre, distribution functions."""

from __future__ import annotations

import numpy as np
import scipy.special as sp
from rule_check import Fixed, Sample

from ast_ad import runtime

S = Sample
V = np.array([0.3, -0.7, 0.55])
P = np.array([0.6, 1.7, 2.4])
U = np.array([0.2, 0.55, 0.9])
K = np.array([[0.7], [1.6]])
N = np.array([0, 1, 4])
HALF, THIRD = Fixed(1.5), Fixed(2.5)

SAMPLES: dict[object, list[Sample]] = {
    sp.exprel: [S(V), S(0.0), S(np.array([1e-9, 30.0]))],
    sp.powm1: [S(P, U), S(0.4, 2.0), S(P, Fixed(3)), S(P, K)],
    sp.cotdg: [S(P * 30), S(40.0)],
    sp.perm: [S(P + 3, U), S(4.5, 2), S(4.5, 2, exact=False)],
    sp.radian: [S(V, 3.0, 2.0), S(0.3, V, K)],
    sp.hyperu: [S(HALF, THIRD, P), S(Fixed(2), Fixed(0.5), 0.7)],
    sp.diric: [S(V, 3), S(0.0, 4), S(P, 1), S(np.array([0.4, 2 * np.pi]), 5), S(K, np.array([1, 2, 5]))],
}

# Elliptic integrals and functions.
SAMPLES |= {
    sp.ellipk: [S(U), S(0.0), S(-3.0)],
    sp.ellipe: [S(U), S(0.0), S(-3.0)],
    sp.ellipkm1: [S(U), S(1.0)],
    sp.ellipkinc: [S(V, U), S(P * 3, 0.3), S(0.7, -0.4), S(-P, K - 1)],
    sp.ellipeinc: [S(V, U), S(P * 3, 0.3), S(0.7, -0.4), S(-P, K - 1)],
    sp.ellipj: [S(V, U), S(0.6, 0.3), S(P * 4, K / 2), S(P, Fixed(0.3)), S(Fixed(0.7), U)],
    sp.elliprc: [S(P, U), S(0.4, 0.7), S(Fixed(0.0), P), S(P, P), S(P, K + 0.2)],
    sp.elliprd: [S(P, U, 0.4), S(0.4, 0.7, 1.1), S(Fixed(0.0), P, 0.7), S(P, K + 0.2, Fixed(1.1))],
    sp.elliprf: [S(P, U, 0.4), S(0.4, 0.7, 1.1), S(Fixed(0.0), P, 0.7), S(P, K + 0.2, Fixed(1.1))],
    sp.elliprg: [S(P, U, 0.4), S(0.4, 0.7, 1.1), S(P, K + 0.2, Fixed(1.1))],
    sp.elliprj: [S(P, U, 0.4, 0.8), S(Fixed(0.0), U, 1.1, P), S(0.4, 0.7, 1.1, 0.9), S(P, K + 0.2, Fixed(1.1), 0.3)],
    runtime.carlson_integral: [
        S(P, U, 0.4, K, *map(Fixed, (0.5, 1.5, 0.5, 1.0))),
        S(Fixed(0.0), 0.7, 0.7, 0.4, *map(Fixed, (0.5, 0.5, 2.5, 0.0))),
    ],
    sp.agm: [S(P, U), S(0.4, 0.7), S(P, Fixed(3.0)), S(-P, -K - 0.1)],
}

# Bessel functions and their kin.
for name in "jve yve hankel1e hankel2e struve modstruve".split():
    SAMPLES[getattr(sp, name)] = [S(HALF, P), S(2, P), S(Fixed(0), K)]
for name in "jvp yvp ivp kvp h1vp h2vp".split():
    SAMPLES[getattr(sp, name)] = [S(HALF, P), S(2, 0.7, 2), S(Fixed(0.0), K, n=0)]
for name in "jn yn in kn".split():
    SAMPLES[getattr(sp, f"spherical_{name}")] = [S(2, P), S(0, P), S(N, K), S(0, P, True), S(N, K, derivative=True)]
for name in "ber bei berp beip".split():
    SAMPLES[getattr(sp, name)] = [S(V), S(0.0), S(K)]
for name in "ker kei kerp keip kelvin airye it2j0y0 it2i0k0 itj0y0 iti0k0 it2struve0".split():
    SAMPLES[getattr(sp, name)] = [S(P), S(0.4)]
for name in "airy itstruve0 itmodstruve0 modfresnelp modfresnelm".split():
    SAMPLES[getattr(sp, name)] = [S(P), S(0.4)]
SAMPLES[sp.itairy] = [S(V), S(0.4)]
SAMPLES[sp.airy] += [S(V), S(0.0)]
SAMPLES |= {
    sp.besselpoly: [S(P, HALF, Fixed(0.5)), S(0.4, Fixed(1), Fixed(0)), S(-0.4, Fixed(1.0), Fixed(1.0))],
    sp.wright_bessel: [S(HALF, THIRD, P), S(Fixed(0.5), Fixed(0.0), 0.7)],
    sp.log_wright_bessel: [S(HALF, THIRD, P), S(Fixed(0.5), Fixed(1.0), 0.7)],
    sp.voigt_profile: [S(V, 0.7, U), S(0.3, P, 0.4), S(V, Fixed(0.7), K), S(Fixed(0.3), U, Fixed(0.0))],
}

# Given with their derivatives.
SAMPLES |= {
    sp.pbdv: [S(HALF, V), S(Fixed(-0.7), 0.4)],
    sp.pbvv: [S(HALF, V), S(Fixed(-0.7), 0.4)],
    sp.pbwa: [S(HALF, V), S(Fixed(-0.7), 0.4)],
    sp.mathieu_cem: [S(2, Fixed(0.7), P * 30)],
    sp.mathieu_sem: [S(2, Fixed(0.7), P * 30)],
}
for name in "cem1 cem2 sem1 sem2".split():
    SAMPLES[getattr(sp, f"mathieu_mod{name}")] = [S(2, Fixed(0.7), U)]

# Of all orders at once.
SAMPLES |= {
    sp.riccati_jn: [S(3, 0.7), S(0, 2.4)],
    sp.riccati_yn: [S(3, 0.7), S(0, 2.4)],
    sp.lmbda: [S(3, 0.7), S(Fixed(2.5), 2.4)],
}

# Legendre functions.
SAMPLES |= {
    sp.lpmv: [S(1, THIRD, V), S(0, 2, 0.4), S(N, 4, K * 0.3)],
    sp.legendre_p: [S(3, V), S(N, K * 0.3), S(2, V, diff_n=0)],
    sp.assoc_legendre_p: [
        S(3, 1, V), S(3, 1, V, norm=True), S(2, np.array([-1, 0, 2]), 0.3, branch_cut=2, diff_n=0), S(3, 1, P + 1, branch_cut=3),
    ],
    sp.sph_legendre_p: [S(3, 1, V), S(3, 0, 0.4, diff_n=0), S(3, np.array([-3, -1, 2]), K)],
    sp.sph_harm_y: [S(3, 1, V, P), S(3, 0, 0.4, 0.3, diff_n=0), S(3, np.array([-3, -1, 2]), K, Fixed(0.3)), S(2, 0, 0.0, 0.3)],
    sp.eval_sh_jacobi: [S(3, THIRD, HALF, U), S(N, THIRD, HALF, K * 0.3)],
    sp.assoc_laguerre: [S(P, 3), S(P, 3, Fixed(0.7)), S(0.4, 2, k=1)],
}  # fmt: skip

# Distribution functions.
for name in "bdtr bdtrc bdtri".split():
    SAMPLES[getattr(sp, name)] = [S(N[:2], 4, 0.3), S(1, 4, U), S(Fixed(2.0), 4, K / 2)]
for name in "nbdtr nbdtrc nbdtri".split():
    SAMPLES[getattr(sp, name)] = [S(N, 4, 0.3), S(1, 4, U)]
for name in "pdtr pdtrc pdtri".split():
    SAMPLES[getattr(sp, name)] = [S(N, 0.3), S(1, U), S(Fixed(2.0), K / 2)]
SAMPLES |= {
    sp.chndtr: [S(P, THIRD, U), S(0.4, Fixed(3.0), 0.7), S(Fixed(0.7), THIRD, U)],
    sp.chndtrix: [S(U, THIRD, P), S(0.4, Fixed(3.0), 0.7)],
    sp.chndtrinc: [S(P / 2, THIRD, np.array([0.05, 0.1, 0.15]))],
    sp.ncfdtr: [S(Fixed(3.0), THIRD, P, U), S(Fixed(3.0), THIRD, 0.7, Fixed(0.4))],
    sp.ncfdtri: [S(Fixed(3.0), THIRD, P, U)],
    sp.nctdtr: [S(THIRD, P, V), S(Fixed(3.0), 0.7, Fixed(-0.4)), S(Fixed(3.0), 0.4, 0.0)],
    sp.nctdtrit: [S(THIRD, P, U)],
    sp.nctdtrinc: [S(THIRD, U, V)],
    sp.nrdtrimn: [S(U, P, V), S(0.4, 0.7, 1.1)],
    sp.nrdtrisd: [S(V, U, P), S(0.4, 0.7, 1.1)],
    sp.tklmbda: [S(V, U), S(0.4, 0.01), S(V, Fixed(-0.3))],
}

# By the parameters of the shape.
for name in "gammainc gammaincc".split():
    SAMPLES[getattr(sp, name)] = [S(P, U), S(0.4, K * 4), S(1.7, np.array([0, 1, 3]))]
for name in "betainc betaincc".split():
    SAMPLES[getattr(sp, name)] = [
        S(P, U * 3, U),
        S(0.4, 30.0, K / 2),
        S(2.5, 0.3, U),
        S(2.5, 1.7, np.array([0, 1])),
    ]
SAMPLES |= {
    sp.gammaincinv: [S(P, U), S(0.4, K / 2)],
    sp.gammainccinv: [S(P, U), S(0.4, K / 2)],
    sp.betaincinv: [S(P, U * 3, U), S(0.7, 30.0, K / 2)],
    sp.betainccinv: [S(P, U * 3, U), S(0.7, 30.0, K / 2)],
    sp.gdtrib: [S(P, U, U + 0.4), S(0.7, 0.4, K)],
    sp.chdtriv: [S(U, P), S(0.4, K)],
    sp.pdtrik: [S(U / 2, P), S(0.4, K + 0.2)],
    sp.btdtria: [S(U, P, U), S(0.4, 1.7, K / 2)],
    sp.btdtrib: [S(P, U, U), S(1.7, 0.4, K / 2)],
    sp.nbdtrik: [S(U, P + 2, U / 2), S(0.6, 3.4, K / 4)],
    sp.nbdtrin: [S(P, U, U / 2), S(1.7, 0.6, K / 4)],
    sp.bdtrik: [S(U, P + 4, U / 2), S(0.6, 7.4, K / 4)],
    sp.bdtrin: [S(P, U, U / 2), S(1.7, 0.6, K / 4)],
    sp.fdtridfd: [S(P, U / 2, P + 0.4), S(1.7, 0.4, K)],
    sp.stdtridf: [S(U / 3 + 0.6, P), S(0.7, K)],
    runtime.gamma_moment: [
        S(P, P[::-1] / 2, P < P[::-1] / 2, 0, 0), S(0.9, K, K > 0.9, 1, 0), S(1.5, P, P > 1.5, 2, 1),
    ],
    runtime.beta_moment: [
        S(P, P[::-1], U, P > 1.7, 0, 0, 0), S(0.7, K, 0.4, False, 1, 2, 0), S(1.7, P, U, True, 2, 1, 1),
    ],
}  # fmt: skip
for name in "chdtr chdtrc chdtri stdtr stdtrit".split():
    SAMPLES[getattr(sp, name)] = [S(P, U), S(1.7, 0.4), S(K, U)]
for name in "fdtr fdtrc fdtri".split():
    SAMPLES[getattr(sp, name)] = [S(P, P[::-1], U), S(3.0, 4.0, 0.4), S(K, 2.5, U)]
for name in "gdtr gdtrc gdtrix".split():
    SAMPLES[getattr(sp, name)] = [S(P, P[::-1], U), S(0.4, 2.5, 0.7)]
SAMPLES[sp.gdtria] = [S(U, P[::-1], P), S(0.4, 2.5, 0.7)]
NEEDS_RANK: set[object] = set()
