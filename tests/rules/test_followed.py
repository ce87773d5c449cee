"""Functions of libraries of which the text is followed: each is right, in both modes."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
import scipy.integrate as integrate
import scipy.linalg as sl
import scipy.signal as ss

from ast_ad import check_grads
from ast_ad.rules import table

X = np.random.default_rng(0).normal(size=33)
PROGRAMS = {
    ss.istft: lambda x: ss.istft(ss.stft(x, nperseg=8)[2], nperseg=8)[1],
    ss.periodogram: lambda x: ss.periodogram(x)[1],
    ss.coherence: lambda x: ss.coherence(x, x**2, nperseg=8)[1],
    ss.wiener: lambda x: ss.wiener(x, 3),
    ss.resample: lambda x: ss.resample(x, 20),
    ss.hilbert2: lambda x: np.abs(ss.hilbert2(np.reshape(x[:12], (3, 4)))),
    ss.chirp: lambda x: ss.chirp(x, 1.0, 2.0, 3.0),
    ss.sawtooth: lambda x: ss.sawtooth(x),
    ss.gausspulse: lambda x: ss.gausspulse(x[:4]),
    ss.square: lambda x: ss.square(x) * x,
    ss.sweep_poly: lambda x: ss.sweep_poly(x, np.array([1.0, 2.0])),
    ss.vectorstrength: lambda x: ss.vectorstrength(x, 2.0)[0],
    ss.gauss_spline: lambda x: ss.gauss_spline(x, 3),
    ss.get_window: lambda x: ss.get_window(("kaiser", x[0] ** 2), 5),
    ss.kaiser_atten: lambda x: ss.kaiser_atten(5, x[0] ** 2),
    ss.kaiser_beta: lambda x: ss.kaiser_beta(30 + x[0]),
    ss.kaiserord: lambda x: ss.kaiserord(30.0, x[0] ** 2)[1],
    ss.firwin: lambda x: ss.firwin(5, x[0] ** 2),
    ss.firwin2: lambda x: ss.firwin2(9, [0.0, 0.5, 1.0], x[:3]),
    ss.gammatone: lambda x: ss.gammatone(x[0] ** 2, "fir")[0],
    ss.minimum_phase: lambda x: ss.minimum_phase(x[:5]),
    ss.iirnotch: lambda x: ss.iirnotch(x[0] ** 2, 3.0)[0],
    ss.iirpeak: lambda x: ss.iirpeak(x[0] ** 2, 3.0)[0],
    ss.normalize: lambda x: ss.normalize(x[:3], x[3:6])[0],
    ss.sos2tf: lambda x: ss.sos2tf(np.reshape(x[:6], (1, 6)))[0],
    ss.zpk2tf: lambda x: ss.zpk2tf(x[:2], x[2:4], x[4])[0],
    ss.zpk2sos: lambda x: ss.zpk2sos(x[:2], x[2:4], x[5]),
    ss.lp2bp: lambda x: ss.lp2bp(x[:3], x[3:6])[0],
    ss.lp2bs: lambda x: ss.lp2bs(x[:3], x[3:6])[0],
    ss.lp2lp_zpk: lambda x: np.abs(ss.lp2lp_zpk(x[:2], x[2:5], x[5], x[6])[0]),
    ss.lp2hp_zpk: lambda x: np.abs(ss.lp2hp_zpk(x[:2], x[2:5], x[5], x[6])[0]),
    ss.lp2bp_zpk: lambda x: np.abs(ss.lp2bp_zpk(x[:2], x[2:5], x[5], x[6])[0]),
    ss.lp2bs_zpk: lambda x: np.abs(ss.lp2bs_zpk(x[:2], x[2:5], x[5], x[6])[0]),
    ss.bilinear_zpk: lambda x: np.abs(ss.bilinear_zpk(x[:2], x[2:5], x[5], 1.0)[0]),
    ss.freqs_zpk: lambda x: np.abs(ss.freqs_zpk(x[:2], x[2:4], x[5], 8)[1]),
    ss.freqz_zpk: lambda x: np.abs(ss.freqz_zpk(x[:2], x[2:4], x[5], 8)[1]),
    ss.cont2discrete: lambda x: ss.cont2discrete(
        (np.reshape(x[:4], (2, 2)), np.reshape(x[4:6], (2, 1)), np.reshape(x[6:8], (1, 2)), np.reshape(x[8:9], (1, 1))),
        0.1,
    )[0],
    ss.abcd_normalize: lambda x: ss.abcd_normalize(
        np.reshape(x[:4], (2, 2)), np.reshape(x[4:6], (2, 1)), np.reshape(x[6:8], (1, 2)), np.reshape(x[8:9], (1, 1))
    )[0],
    sl.diagsvd: lambda x: sl.diagsvd(x[:3], 3, 5),
    sl.expm_cond: lambda x: sl.expm_cond(np.reshape(x[:4], (2, 2))),
    sl.khatri_rao: lambda x: sl.khatri_rao(np.reshape(x[:4], (2, 2)), np.reshape(x[4:10], (3, 2))),
    sl.leslie: lambda x: sl.leslie(x[:4], x[4:7]),
    sl.null_space: lambda x: sl.null_space(np.reshape(x[:6], (2, 3))) ** 2,
    sl.orthogonal_procrustes: lambda x: sl.orthogonal_procrustes(np.reshape(x[:4], (2, 2)), np.reshape(x[4:8], (2, 2)))[
        0
    ],
    integrate.simpson: lambda x: integrate.simpson(x) + integrate.simpson(x, x=np.cumsum(x**2)),
    integrate.cumulative_simpson: lambda x: integrate.cumulative_simpson(x, dx=0.3, initial=0.5),
    integrate.fixed_quad: lambda x: integrate.fixed_quad(lambda t: np.sin(t * x[0]), 0.0, x[1], n=3)[0],
    integrate.newton_cotes: lambda x: integrate.newton_cotes(3)[0] * x[0],
    statistics.linear_regression: lambda x: statistics.linear_regression(list(x), list(x**2)).slope,
    statistics.quantiles: lambda x: sum(statistics.quantiles(list(x), n=5)),
    statistics.median_grouped: lambda x: statistics.median_grouped(list(x), interval=2.0),
}


def test_all_have_a_program():
    assert {function for function, reason in table.left_out().items() if reason == table.FOLLOWED} == PROGRAMS.keys()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=[function.__name__ for function in PROGRAMS])
def test_followed(program):
    check_grads(lambda x: np.sum(program(x) ** 2), (X,), order=1)
