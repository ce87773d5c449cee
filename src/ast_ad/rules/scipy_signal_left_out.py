"""Why functions of scipy.signal have no rules."""

from __future__ import annotations

from scipy import signal
from scipy.signal import windows

from ast_ad.rules.table import FOLLOWED, leave_out
from ast_ad.rules.verbs import zero

_WINDOWS = """
    kaiser gaussian general_gaussian tukey exponential chebwin dpss taylor general_hamming general_cosine
    kaiser_bessel_derived
"""
_REASONS = {
    FOLLOWED: """
        istft periodogram coherence wiener resample hilbert2
        chirp sawtooth gausspulse square sweep_poly vectorstrength
        gauss_spline get_window kaiser_atten kaiser_beta kaiserord firwin firwin2 firwin_2d gammatone minimum_phase
        iirnotch iirpeak normalize sos2tf zpk2sos lp2bp lp2bs lp2lp_zpk lp2hp_zpk lp2bp_zpk lp2bs_zpk bilinear_zpk
        freqs_zpk freqz_zpk cont2discrete abcd_normalize
        butter cheby1 cheby2 ellip iirfilter buttap cheb1ap cheb2ap ellipap band_stop_obj closest_STFT_dual_window czt_points
    """,
    "it gives an object: solve the penalised equations with numpy.linalg.solve": "whittaker_henderson",
    "its poles are found by a search, and are constants for an order": "bessel besselap",
    "its order is a whole number, and the edges of a band that it stops are searched for": """
        buttord cheb1ord cheb2ord ellipord iirdesign
    """,
    "it makes an object of the system first: write its steps as a loop": """
        dimpulse dlsim dstep impulse lsim step
    """,
    "places are found by comparing values: index the array with them, which has a derivative": """
        argrelextrema argrelmax argrelmin find_peaks find_peaks_cwt
    """,
    "where its base lies is searched for among the values: take the differences of elements at the places found": """
        peak_prominences peak_widths
    """,
    "which roots count as one is decided by how near they are": "invres invresz residue residuez unique_roots",
    "the roots of a section are set among zeros, as many as the run finds: take tf2zpk of each": "sos2zpk",
    "in which order roots are paired is decided by their values": "tf2sos",
    "the zeros of a system of several outputs are set beside infinite ones: take ss2tf, and roots of that": "ss2zpk",
    "how many states it has is decided by zeros among the coefficients: write the companion matrix": "tf2ss zpk2ss",
    "its equiripple filter is found by exchanging extremes in C": "remez",
    "its gains are found by rotating eigenvectors until they change little": "place_poles",
    "it solves one of two systems, as the first one turns out: write it with scipy.linalg.solve": "firls",
    "its sums at the ends stop where their terms are small: write it with lfilter": """
        cspline2d qspline2d spline_filter symiirorder1 symiirorder2
    """,
    "its bands are slices that are put together with those of another spectrum: write it with hilbert": "envelope",
    "how many teeth it has is a whole number that is rounded from its frequency": "iircomb",
}
for reason, names in _REASONS.items():
    for name in names.split():
        if hasattr(signal, name):
            leave_out(getattr(signal, name), reason, computes=True)
for name in _WINDOWS.split():
    leave_out(getattr(windows, name), FOLLOWED, computes=True)
# Whole numbers, truth, and sequences that are the same for all values.
for name in "check_COLA check_NOLA choose_conv_method correlation_lags max_len_seq unit_impulse".split():
    zero(getattr(signal, name))
