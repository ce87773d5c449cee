"""Arguments for the methods of scipy.stats' distributions: within the support, with and without loc and scale."""

from __future__ import annotations

import numpy as np
import scipy.stats as stats
from rule_check import Fixed, Hermitian, Sample

from ast_ad import runtime
from ast_ad.rules.entropies import COUNTED, ENTROPIES
from ast_ad.rules.quantiles import QUANTILES

S = Sample
V = np.array([0.3, -0.7, 0.55])
P = np.array([0.6, 1.7, 2.4])
U = np.array([0.2, 0.55, 0.9])
K = np.array([[0.7], [1.6]])
N = np.array([0, 1, 3])
AROUND_1 = np.array([0.9, 1.0, 1.1])
NEAR_1 = np.array([0.98, 1.03])
C = Hermitian(np.array([[1.3, 0.2, 0.1], [0.2, 0.9, -0.3], [0.1, -0.3, 1.1]]))

# For each distribution: values of x, parameters of the shape, loc, scale.
CONTINUOUS = {
    "norm": (V, (), 0.1, 1.3),
    "cauchy": (V, (), 0.1, 1.3),
    "laplace": (V, (), 0.1, 1.3),
    "expon": (P, (), 0.1, 1.3),
    "gamma": (P, (1.7,), 0.1, 1.3),
    "chi2": (P, (2.7,), 0.1, 1.3),
    "beta": (U, (1.7, 2.3), -0.1, 1.3),
    "t": (V, (2.7,), 0.1, 1.3),
    "gennorm": (V, (1.7,), 0.1, 1.3),
    "gumbel_l": (V, (), 0.1, 1.3),
    "gumbel_r": (V, (), 0.1, 1.3),
    "logistic": (V, (), 0.1, 1.3),
    "pareto": (P + 3.0, (1.7,), 0.1, 1.3),
    "truncnorm": (U, (-0.7, 1.4), 0.1, 1.3),
    "uniform": (U, (), -0.1, 1.3),
    "vonmises": (V, (1.7,), 0.1, 1.3),
    "wrapcauchy": (P, (0.3,), 0.1, 1.3),
}
# The same for those of which there is one sample for each method.
MORE = {
    "anglit": (U / 2, (), 0.1, 1.3),
    "levy_l": (-P, (), 0.1, 1.3),
    "weibull_max": (-P, (1.4,), 0.1, 1.3),
    "truncpareto": (P + 1.5, (1.3, 4.0), 0.1, 1.3),
    "alpha": (P, (1.2,), 0.1, 1.3),
    "betaprime": (P, (1.3, 2.1), 0.1, 1.3),
    "burr": (P, (1.3, 2.1), 0.1, 1.3),
    "burr12": (P, (1.3, 2.1), 0.1, 1.3),
    "chi": (P, (2.7,), 0.1, 1.3),
    "erlang": (P, (2,), 0.1, 1.3),
    "exponpow": (P, (1.3,), 0.1, 1.3),
    "exponweib": (P, (1.3, 1.7), 0.1, 1.3),
    "f": (P, (3.2, 4.5), 0.1, 1.3),
    "fatiguelife": (P, (0.8,), 0.1, 1.3),
    "fisk": (P, (1.7,), 0.1, 1.3),
    "foldcauchy": (P, (0.7,), 0.1, 1.3),
    "foldnorm": (P, (0.7,), 0.1, 1.3),
    "genexpon": (P, (0.7, 1.2, 0.9), 0.1, 1.3),
    "gengamma": (P, (1.3, 1.7), 0.1, 1.3),
    "gibrat": (P, (), 0.1, 1.3),
    "gompertz": (P, (0.7,), 0.1, 1.3),
    "halfcauchy": (P, (), 0.1, 1.3),
    "halfgennorm": (P, (1.3,), 0.1, 1.3),
    "halflogistic": (P, (), 0.1, 1.3),
    "halfnorm": (P, (), 0.1, 1.3),
    "invgamma": (P, (1.7,), 0.1, 1.3),
    "invgauss": (P, (0.8,), 0.1, 1.3),
    "invweibull": (P, (1.7,), 0.1, 1.3),
    "levy": (P, (), 0.1, 1.3),
    "loglaplace": (P, (1.3,), 0.1, 1.3),
    "lognorm": (P, (0.8,), 0.1, 1.3),
    "lomax": (P, (1.3,), 0.1, 1.3),
    "maxwell": (P, (), 0.1, 1.3),
    "mielke": (P, (1.3, 1.7), 0.1, 1.3),
    "nakagami": (P, (1.3,), 0.1, 1.3),
    "powerlognorm": (P, (1.3, 0.8), 0.1, 1.3),
    "rayleigh": (P, (), 0.1, 1.3),
    "recipinvgauss": (P, (0.8,), 0.1, 1.3),
    "rice": (P, (0.8,), 0.1, 1.3),
    "wald": (P, (), 0.1, 1.3),
    "weibull_min": (P, (1.4,), 0.1, 1.3),
    "loguniform": (P, (0.2, 3.0), 0.1, 1.3),
    "reciprocal": (P, (0.2, 3.0), 0.1, 1.3),
    "truncexpon": (P, (2.0,), 0.1, 1.3),
    "truncweibull_min": (P, (1.4, 0.2, 3.0), 0.1, 1.3),
    "arcsine": (U, (), -0.1, 1.3),
    "bradford": (U, (0.7,), -0.1, 1.3),
    "cosine": (U, (), -0.1, 1.3),
    "johnsonsb": (U, (0.3, 1.2), -0.1, 1.3),
    "powerlaw": (U, (1.4,), -0.1, 1.3),
    "rdist": (U, (2.7,), -0.1, 1.3),
    "semicircular": (U, (), -0.1, 1.3),
    "dgamma": (V, (1.3,), 0.1, 1.3),
    "dweibull": (V, (1.4,), 0.1, 1.3),
    "exponnorm": (V, (1.3,), 0.1, 1.3),
    "genlogistic": (V, (1.3,), 0.1, 1.3),
    "hypsecant": (V, (), 0.1, 1.3),
    "johnsonsu": (V, (0.3, 1.2), 0.1, 1.3),
    "laplace_asymmetric": (V, (1.3,), 0.1, 1.3),
    "loggamma": (V, (1.3,), 0.1, 1.3),
    "moyal": (V, (), 0.1, 1.3),
    "norminvgauss": (V, (1.3, 0.4), 0.1, 1.3),
    "powernorm": (V, (1.3,), 0.1, 1.3),
    "skewcauchy": (V, (0.4,), 0.1, 1.3),
    "skewnorm": (V, (0.8,), 0.1, 1.3),
    "genpareto": (P, (0.4,), 0.1, 1.3),
    "genextreme": (V, (-0.3,), 0.1, 1.3),
    "kappa3": (P, (1.4,), 0.1, 1.3),
    "kappa4": (V, (0.3, 0.2), 0.1, 1.3),
    "pearson3": (V, (0.4,), 0.1, 1.3),
    "trapezoid": (U, (0.3, 0.6), -0.1, 1.3),
    "triang": (U, (0.3,), -0.1, 1.3),
    "argus": (U, (1.4,), -0.1, 1.3),
    "crystalball": (V - 0.9, (0.8, 2.3), 0.1, 1.3),
    "dpareto_lognorm": (P, (0.3, 0.8, 1.4, 2.1), 0.1, 1.3),
    "gausshyper": (U, (Fixed(1.7), Fixed(2.3), Fixed(0.8), 0.6), -0.1, 1.3),
    "genhalflogistic": (U, (0.7,), 0.1, 1.3),
    "genhyperbolic": (V, (Fixed(0.7), 1.3, 0.4), 0.1, 1.3),
    "geninvgauss": (P, (Fixed(0.7), 1.3), 0.1, 1.3),
    "jf_skew_t": (V, (1.7, 2.3), 0.1, 1.3),
    "ncf": (P, (Fixed(3.0), Fixed(2.5), 0.7), 0.1, 1.3),
    "nct": (V, (Fixed(2.5), 0.7), 0.1, 1.3),
    "ncx2": (P, (Fixed(2.5), 0.7), 0.1, 1.3),
    "rel_breitwigner": (P, (1.4,), 0.1, 1.3),
    "tukeylambda": (V, (0.3,), 0.1, 1.3),
    "vonmises_line": (V, (1.7,), 0.1, 1.3),
    "kstwobign": (P, (), 0.1, 1.3),
}
SAMPLES = {}
SUMMED = "bernoulli binom boltzmann dlaplace geom logser nbinom planck poisson skellam yulesimon".split()


def along(shape):
    """A parameter for each column."""
    return shape if isinstance(shape, Fixed) else shape * U


def as_fixed(shape):
    return shape if isinstance(shape, Fixed) else Fixed(shape)


def moved(name, shapes):
    """The parameters by which quantiles have derivatives, and the others as constants."""
    speeds = QUANTILES[name].speeds if name in QUANTILES else [None] * len(shapes)
    return [as_fixed(shape) if speed is None else shape for shape, speed in zip(shapes, speeds, strict=True)]


for name, (x, shapes, loc, scale) in (CONTINUOUS | MORE).items():
    family, fixed = getattr(stats, name), tuple(map(as_fixed, shapes))
    SAMPLES[family.logpdf] = [
        S(x, *shapes, loc, scale),
        S(x[:, None], *shapes, loc=loc, scale=scale + U),
        S(float(x[0]), *fixed),
    ]
    SAMPLES[family.pdf] = [S(x, *shapes, scale=scale)]
    if name in MORE:
        SAMPLES[family.logpdf] = SAMPLES[family.logpdf][:1]
    for method in ("cdf", "sf", "logcdf", "logsf"):
        SAMPLES[getattr(family, method)] = [S(x, *moved(name, shapes), loc, scale)]
    for method in ("ppf", "isf"):
        SAMPLES[getattr(family, method)] = [S(U, *moved(name, shapes), loc, scale)]
    # Of kappa4 SciPy takes no arrays of parameters in single precision, of erlang no fractions.
    if name in QUANTILES and name not in ("kappa4", "erlang"):
        columns = (shape if isinstance(shape, Fixed) else shape * NEAR_1 for shape in moved(name, shapes))
        SAMPLES[family.cdf].append(S(x[:, None], *columns))
    if name in ENTROPIES:
        SAMPLES[family.entropy] = [
            S(*shapes, Fixed(loc), scale),
            S(*(shape * AROUND_1 for shape in shapes[:1]), *shapes[1:], scale=P),
        ]
# Where the parameters of the shape are 0, or so that the support ends.
for name, x, shapes in (
    ("genpareto", P, (0.0,)),
    ("genpareto", P / 4, (-1.0,)),
    ("genpareto", P, (-0.3,)),
    ("genextreme", V, (0.0,)),
    ("genextreme", V, (1.0,)),
    ("genextreme", V, (0.4,)),
    ("kappa4", V, (0.0, 0.0)),
    ("kappa4", V, (0.0, 0.3)),
    ("kappa4", V, (-0.3, 0.0)),
    ("kappa4", V, (-0.3, -0.4)),
    ("pearson3", V, (-0.6,)),
    ("pearson3", U, (3.0,)),
):
    SAMPLES[getattr(stats, name).logpdf] += [S(x, *shapes), S(x, *map(Fixed, shapes))]
for name, shapes in (("triang", (0,)), ("triang", (1,)), ("trapezoid", (0, 0.7)), ("trapezoid", (0.3, 1))):
    SAMPLES[getattr(stats, name).logpdf].append(S(U, *map(Fixed, shapes)))
SAMPLES[stats.pearson3.logpdf].append(S(V, Fixed(0)))
SAMPLES[stats.norm.cdf] += [S(V), S(0.7, scale=1.3), S(V, 0, K)]
SAMPLES[stats.norm.ppf] += [S(U), S(0.7, scale=1.3), S(U, 0, K)]
SAMPLES[stats.truncnorm.logpdf] += [S(U + 4, 3.5, 6.0), S(U - 5, Fixed(-6.0), Fixed(-3.0))]

DISCRETE = {
    "betanbinom": (N, (Fixed(2), 1.3, 0.7)),
    "skellam": (N - 1, (0.7, 1.3)),
    "boltzmann": (N, (0.7, Fixed(6))),
    "dlaplace": (N - 1, (0.8,)),
    "logser": (N + 1, (0.4,)),
    "planck": (N, (0.7,)),
    "yulesimon": (N + 1, (1.4,)),
    "bernoulli": (np.array([0, 1, 1]), (0.3,)),
    "binom": (N, (Fixed(4), 0.3)),
    "betabinom": (N, (Fixed(4), 0.7, 1.3)),
    "geom": (N + 1, (0.3,)),
    "nbinom": (N, (2.5, 0.3)),
    "poisson": (N, (1.3,)),
}


for name, (k, shapes) in DISCRETE.items():
    family = getattr(stats, name)
    SAMPLES[family.logpmf] = [S(k, *shapes), S(k + 2, *shapes, 2), S(k[:, None], *shapes[:-1], along(shapes[-1]))]
    SAMPLES[family.pmf] = [S(k, *shapes), S(1, *shapes)]
    if name in COUNTED:
        SAMPLES[family.entropy] = [S(*shapes), S(along(shapes[0]), *shapes[1:])]
    if name in SUMMED:
        for method in ("cdf", "sf"):
            SAMPLES[getattr(family, method)] = [
                S(k - 1, *shapes),
                S(k - 1, *shapes[:-1], along(shapes[-1])),
                S(2, *shapes, 1),
            ]
        for method in ("logcdf", "logsf"):
            SAMPLES[getattr(family, method)] = [S(k[:1], *shapes), S(int(k[0]), *shapes)]
NORMALS = [
    S(V, V + 0.2, C),
    S(np.stack([V, P]), V, C),
    S(V, None, C),
    S(V, mean=V - 0.1, cov=P),
    S(V, V + 0.1, 1.7),
    S(V),
    S(V, 0.3, 1.7),
    S(np.stack([[V, P], [U, P]]), V, C),
    S(V, V + 0.2, C, True),
    S(V, V + 0.2, cov=P, allow_singular=True),
]
SAMPLES |= {
    stats.dirichlet.logpdf: [
        S(Fixed(np.array([0.2, 0.5, 0.3])), P),
        S(Fixed(np.array([[0.2, 0.6], [0.8, 0.4]])), P[:2]),
    ],
    stats.dirichlet.pdf: [S(Fixed(np.array([0.2, 0.5, 0.3])), P)],
    stats.multivariate_normal.logpdf: NORMALS,
    stats.multivariate_normal.pdf: [*NORMALS[:3], NORMALS[-2]],
    stats.multivariate_normal.entropy: [S(None, C), S(cov=C), S(V, P), S(V, 1.7)],
}
TWO = np.array([[0.9, 0.2, -0.3], [0.4, -0.5, 0.7]])
D = Hermitian(np.array([[1.1, 0.3], [0.3, 0.8]]))
COUNTS = np.array([1, 0, 3])
SAMPLES |= {
    stats.multivariate_t.logpdf: [
        S(V, V + 0.2, C, 2.5), S(np.stack([V, P]), V, C, df=3), S(V, df=2.5), S(V, V + 0.2, P, Fixed(4.0)), S(Fixed(V), df=1.5),
        S(V, V + 0.1, 1.7), S(Fixed(V), Fixed(P), 1.7, 2.5),
    ],
    stats.multivariate_t.pdf: [S(V, V + 0.2, C, 2.5)],
    stats.multivariate_t.entropy: [S(None, C, 2.5)],
    stats.matrix_normal.logpdf: [S(TWO, TWO * 0.3, D, C), S(TWO, TWO * 0.3), S(np.stack([TWO, -TWO]), None, D, C),
        S(TWO, None, U[:2], C),
    ],
    stats.matrix_normal.pdf: [S(TWO, TWO * 0.3, D, C)],
    stats.wishart.logpdf: [S(C, 4.5, Hermitian(C.value + np.eye(3))), S(D, Fixed(3), Fixed(D.value))],
    stats.wishart.pdf: [S(D, 3.5, D)],
    stats.invwishart.logpdf: [S(C, 4.5, Hermitian(C.value + np.eye(3))), S(D, Fixed(3), Fixed(D.value))],
    stats.invwishart.pdf: [S(D, 3.5, D)],
    stats.vonmises_fisher.logpdf: [
        S(Fixed(np.array([0.6, 0.0, 0.8])), Fixed(np.array([1.0, 0.0, 0.0])), 1.7),
        S(Fixed(np.array([[0.6, 0.8], [0.0, 1.0]])), Fixed(np.array([0.8, 0.6])), 1.7),
    ],
    stats.vonmises_fisher.pdf: [S(Fixed(np.array([0.6, 0.0, 0.8])), Fixed(np.array([1.0, 0.0, 0.0])), 1.7)],
    stats.normal_inverse_gamma.logpdf: [S(V, P, 0.2, 0.8, 1.4, U), S(0.3, 0.7), S(V, 0.7, b=K)],
    stats.normal_inverse_gamma.pdf: [S(V, P, 0.2, 0.8, 1.4, U)],
    stats.dirichlet_multinomial.logpmf: [S(COUNTS, P, 4), S(np.stack([COUNTS, COUNTS[::-1]]), P, n=4)],
    stats.dirichlet_multinomial.pmf: [S(COUNTS, P, 4)],
    stats.multinomial.logpmf: [
        S(COUNTS, 4, np.array([0.2, 0.5, 0.3])), S(np.stack([COUNTS, COUNTS[::-1]]), 4, np.array([0.2, 0.5, 0.3])),
    ],
    stats.multinomial.pmf: [S(COUNTS, 4, np.array([0.2, 0.5, 0.3]))],
    stats.dirichlet.entropy: [S(P)],
    stats.wishart.entropy: [S(4.5, C), S(Fixed(3), D)],
    stats.invwishart.entropy: [S(4.5, C), S(Fixed(3), D)],
    stats.matrix_normal.entropy: [S(D, C), S(colcov=C, rowcov=Fixed(D.value))],
    stats.vonmises_fisher.entropy: [S(Fixed(np.array([0.6, 0.0, 0.8])), 1.7), S(Fixed(np.array([0.8, 0.6])), 0.4)],
}  # fmt: skip
if hasattr(stats, "matrix_t"):
    SAMPLES |= {
        stats.matrix_t.logpdf: [S(TWO, TWO * 0.3, D, C, 2.5), S(TWO, TWO * 0.3, df=Fixed(4))],
        stats.matrix_t.pdf: [S(TWO, TWO * 0.3, D, C, 2.5)],
    }
MULTIVARIATE = """
    multivariate_t matrix_normal matrix_t wishart invwishart vonmises_fisher dirichlet_multinomial multinomial dirichlet"""
SAMPLES[runtime.log_pseudo_determinant] = [S(C, Fixed(1e-9))]
NEEDS_RANK = {
    stats.dirichlet.logpdf,
    stats.dirichlet.pdf,
    *(getattr(stats.multivariate_normal, name) for name in ("logpdf", "pdf", "entropy")),
    *(
        getattr(getattr(stats, family, None), name, None)
        for family in MULTIVARIATE.split()
        for name in ("logpdf", "pdf", "logpmf", "pmf", "entropy")
    ),
}
