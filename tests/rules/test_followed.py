"""Functions of libraries of which the text is followed: each is right, in both modes."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
import scipy.integrate as integrate
import scipy.linalg as sl
import scipy.signal as ss
from scipy.signal import windows

from ast_ad import check_grads, grad
from ast_ad.errors import Refused
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
    ss.firwin_2d: lambda x: ss.firwin_2d((3, 3), "hann", fc=0.3 + 0.1 * x[0] ** 2, circular=True),
    ss.buttap: lambda x: np.abs(ss.buttap(3)[1] * x[0]),
    ss.cheb1ap: lambda x: np.abs(ss.cheb1ap(3, x[0] ** 2 + 1)[1]),
    ss.cheb2ap: lambda x: np.abs(ss.cheb2ap(3, x[0] ** 2 + 20)[0]),
    ss.ellipap: lambda x: np.abs(ss.ellipap(3, x[0] ** 2 + 1, 40)[1]),
    ss.band_stop_obj: lambda x: ss.band_stop_obj(
        0.2 + 0.01 * x[0], 0, np.array([0.1, 0.6]), np.array([0.3, 0.5]), 1.0, 40.0, "butter"
    ),
    ss.closest_STFT_dual_window: lambda x: ss.closest_STFT_dual_window(x[:8] ** 2 + 1, 4)[0],
    ss.czt_points: lambda x: np.abs(ss.czt_points(5, a=x[0] + 2)),
    ss.butter: lambda x: ss.butter(3, 0.3 + 0.1 * x[0])[1].real,
    ss.cheby1: lambda x: np.abs(ss.cheby1(3, x[0] ** 2 + 1, 0.3 + 0.1 * x[1], output="zpk")[1]),
    ss.cheby2: lambda x: ss.cheby2(2, x[0] ** 2 + 20, [0.3, 0.5 + 0.1 * x[1]], "bandpass")[0].real,
    ss.ellip: lambda x: ss.ellip(3, 1.0, 40.0, 0.3 + 0.1 * x[0], "high")[1].real,
    ss.iirfilter: lambda x: ss.iirfilter(3, 3 + x[0], btype="low", analog=True)[1].real,
    windows.kaiser: lambda x: windows.kaiser(7, x[0] ** 2),
    windows.gaussian: lambda x: windows.gaussian(7, x[0] + 2, sym=False),
    windows.general_gaussian: lambda x: windows.general_gaussian(7, x[0] ** 2 + 1, x[1] ** 2 + 1),
    windows.tukey: lambda x: windows.tukey(9, 0.4 + 0.1 * x[0]),
    windows.exponential: lambda x: windows.exponential(7, tau=x[0] + 2),
    windows.chebwin: lambda x: windows.chebwin(7, 60 + x[0]),
    windows.dpss: lambda x: windows.dpss(9, 2 + x[0]),
    windows.taylor: lambda x: windows.taylor(9, 4, 30 + x[0]),
    windows.general_hamming: lambda x: windows.general_hamming(7, x[0]),
    windows.general_cosine: lambda x: windows.general_cosine(7, [x[0], x[1], 0.1]),
    windows.kaiser_bessel_derived: lambda x: windows.kaiser_bessel_derived(8, x[0] ** 2 + 1),
    sl.orth: lambda x: sl.orth(np.reshape(x[:6], (3, 2))) ** 2,
    sl.rsf2csf: lambda x: np.abs(sl.rsf2csf(np.array([[1, x[0], x[1]], [-1, 1, x[2]], [0.0, 0, 3]]), np.eye(3))[0]),
    sl.diagsvd: lambda x: sl.diagsvd(x[:3], 3, 5),
    sl.expm_cond: lambda x: sl.expm_cond(np.reshape(x[:4], (2, 2))),
    sl.khatri_rao: lambda x: sl.khatri_rao(np.reshape(x[:4], (2, 2)), np.reshape(x[4:10], (3, 2))),
    sl.leslie: lambda x: sl.leslie(x[:4], x[4:7]),
    sl.null_space: lambda x: (
        sl.null_space(np.reshape(x[:6], (2, 3))) ** 2
        * np.abs(sl.null_space(np.reshape(x[:6] + 1j * x[6:12], (2, 3)))) ** 2
    ),
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


def own(t, x):
    return t * x + np.poly1d([x])


REFUSED = [
    (lambda x: np.sum(np.asarray(ss.butter(3, x, output="sos")) ** 2), r"in zpk2sos, line \d+"),
    (lambda x: np.sum(ss.tf2sos([x, 0.2], [1.0, 0.3])), "decided by their values"),
    (lambda x: integrate.fixed_quad(own, 0.0, 1.0, (x,))[0], "plain arrays"),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("program", "reason"), REFUSED)
def test_errors_stand_at_the_call_of_the_user(program, reason):
    with pytest.raises(Refused, match=reason) as caught:
        grad(program)(0.3)
    assert caught.value.filename == __file__
    assert "its own text is followed" not in str(caught.value)


def test_derivatives_quote_the_call_of_the_user():
    """Not the text of the library."""
    program = grad(lambda x: ss.chirp(x, 1.0, 2.0, 3.0) ** 2)
    program(0.3)
    text = program.source
    assert "# " in text and "_chirp_phase" not in text
