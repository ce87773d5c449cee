"""Helpers that generated modules may contain: each is printed into the module that calls it, so each stands alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def unbroadcast(bar: Any, shape: Any) -> Any:
    """Sum a bar over the axes along which an operand of this shape was broadcast."""
    if np.ndim(bar) > len(shape):
        bar = np.sum(bar, axis=tuple(range(np.ndim(bar) - len(shape))))
    lead = len(shape) - np.ndim(bar)
    for k, n in enumerate(np.shape(bar)):
        if n != 1 == shape[k + lead]:
            bar = np.sum(bar, axis=k, keepdims=True)
    return bar


def add_items(a: Any, b: Any) -> Any:
    """The sums of the items of two lists."""
    return [add_items(p, q) if isinstance(p, list) else p + q for p, q in zip(a, b)]


def add_packs(a: Any, b: Any) -> Any:
    """The sums of what is in two tuples of bars, each of which may be missing."""
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, tuple):
        return tuple(add_packs(p, q) for p, q in zip(a, b))
    return [add_packs(p, q) for p, q in zip(a, b)] if isinstance(a, list) else a + b


def zero_items(items: Any) -> Any:
    """Zeros in the structure of a list; where there is nothing, a number."""
    zeros = []
    for item in items:
        if isinstance(item, list):
            zeros.append(zero_items(item))
        elif item is None:
            zeros.append(np.float64(0.0))
        else:
            zeros.append(item * 0.0 if np.ndim(item) == 0 else np.zeros_like(item))
    return zeros


def copy_items(items: Any) -> Any:
    """A list with copies of its items."""
    return [
        copy_items(item) if isinstance(item, list) else np.copy(item) if isinstance(item, np.ndarray) else item
        for item in items
    ]


def spread_items(bar: Any, items: Any, key: Any) -> Any:
    """Zeros in the structure of a list, with the bar of a slice of it in that slice's place."""
    spread = zero_items(items)
    spread[key] = bar
    return spread


def folded_items(bar: Any, items: Any) -> Any:
    """The bar of a list that was repeated: the sum over the repetitions."""
    total = zero_items(items)
    for start in range(0, len(bar), max(len(items), 1)):
        total = add_items(total, bar[start : start + len(items)])
    return total


def order(keys: Any, reverse: Any = False) -> Any:
    """The positions of keys in the order of their values; equal ones keep their order."""
    return sorted(range(len(keys)), key=keys.__getitem__, reverse=reverse)


def rows(*columns: Any) -> Any:
    """What stands in the same place of several lists, as tuples."""
    return list(zip(*columns))


def picked_items(items: Any, positions: Any) -> Any:
    """The items at some positions."""
    return [items[k] for k in positions]


def placed_items(bar: Any, items: Any, positions: Any) -> Any:
    """Zeros in the structure of a list, with the bars of the items that were picked."""
    placed = zero_items(items)
    for part, k in zip(bar, positions):
        placed[k] = add_items([placed[k]], [part])[0]
    return placed


def last_writes(bar: Any, base: Any, *key: Any) -> Any:
    """The bars of what was stored at an index that may repeat: the last write to a place counts."""
    index = key[0] if len(key) == 1 else key
    order = np.arange(np.size(bar)).reshape(np.shape(bar))
    writer = np.full(np.shape(base), -1)
    writer[index] = order
    return np.where(writer[index] == order, bar, 0.0)


def others(x: Any) -> Any:
    """Along the last axis, the product of all the other elements for each element."""
    ones = np.ones_like(x[..., :1])
    before = np.cumprod(np.concatenate([ones, x[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, x[..., :0:-1]], axis=-1), axis=-1)
    return before * after[..., ::-1]


def recurrence(a: Any, b: Any) -> Any:
    """Along the first axis, ``w[k] = a[k] * w[k - 1] + b[k]``, where w[-1] is zero."""
    w = np.array(b)
    for k in range(1, len(w)):
        w[k] += a[k] * w[k - 1]
    return w


def sinc(n: int, x: Any) -> Any:
    """The derivative of order n of sin(pi x) / (pi x)."""
    dtype = np.asarray(x).dtype
    u = np.pi * np.asarray(x, np.result_type(dtype, np.float64))
    near = np.abs(u) < n + 2.0
    small, large = np.where(near, u, 0.0), np.where(near, 1.0, u)
    series = np.zeros_like(small)
    for k in range((n + 1) // 2, n + 22):
        series = series + (-1.0) ** k / (2 * k + 1) * small ** (2 * k - n) / math.factorial(2 * k - n)
    found = np.sin(large) / large
    for k in range(1, n + 1):
        found = (np.sin(large + k * np.pi / 2) - k * found) / large
    return (np.where(near, series, found) * np.pi**n).astype(dtype)[()]


def i0(n: int, x: Any) -> Any:
    """The derivative of order n of the modified Bessel function I0: a mean over the circle."""
    x = np.asarray(x)
    points = 40 + int(np.sqrt(80.0 * np.max(np.abs(x), initial=0.0)))
    cosines = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    return np.mean(cosines**n * np.exp(x[..., None] * cosines), axis=-1).astype(x.dtype)[()]


def polygamma(n: int, x: float) -> float:
    """The derivative of order n of the digamma function."""
    sign, total = (-1.0) ** (n + 1), 0.0
    while x < 12.0 + n:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1.0
    total += math.log(x) if n == 0 else sign * math.factorial(n - 1) / x**n
    total += (-0.5 if n == 0 else 0.5 * sign) * math.factorial(n) / x ** (n + 1)
    bernoulli = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
    for k, b in enumerate(bernoulli, 1):
        total += sign * b * math.factorial(2 * k + n - 1) / math.factorial(2 * k) / x ** (2 * k + n)
    return total


def parts(bar: Any, items: Any, axis: Any) -> Any:
    """The pieces of a bar that belong to the arrays that were joined along an axis."""
    ends = np.cumsum([np.size(item, axis) for item in items])
    return np.split(bar, ends[:-1], axis)


def on_diagonal(values: Any, shape: Any, offset: Any) -> Any:
    """Matrices of zeros with these values on one of their diagonals."""
    matrix = np.zeros(shape, values.dtype)
    rows = np.arange(np.size(values, -1)) - min(offset, 0)
    matrix[..., rows, rows + offset] = values
    return matrix


def fitted(x: Any, length: Any, axis: Any) -> Any:
    """An array cut off along an axis, or continued with zeros."""
    x = np.moveaxis(x, axis, -1)[..., :length]
    gap = np.zeros((*np.shape(x)[:-1], length - np.size(x, -1)), x.dtype)
    return np.moveaxis(np.concatenate([x, gap], axis=-1), -1, axis)


def frequency_counts(x: Any, length: Any, axis: Any) -> Any:
    """How many frequencies of a real signal of this length each element of an axis stands for."""
    axis %= np.ndim(x)
    k = np.arange(np.size(x, axis)).reshape(-1, *(1,) * (np.ndim(x) - 1 - axis))
    return np.where((k == 0) | (2 * k == length), 1, 2)


def matmul_left(bar: Any, x: Any, y: Any) -> Any:
    """The bar of x in x @ y, whatever their numbers of axes."""
    if np.ndim(y) == 1:
        wide = np.expand_dims(bar, -1) * y
    elif np.ndim(x) == 1:
        wide = np.squeeze(y @ np.expand_dims(bar, -1), -1)
    else:
        wide = bar @ np.swapaxes(y, -1, -2)
    wide = np.sum(wide, axis=tuple(range(np.ndim(wide) - np.ndim(x))))
    return np.sum(wide, axis=tuple(k for k, n in enumerate(np.shape(x)) if n == 1 != np.shape(wide)[k]), keepdims=True)


def matmul_right(bar: Any, x: Any, y: Any) -> Any:
    """The bar of y in x @ y, whatever their numbers of axes."""
    if np.ndim(y) == 1:
        wide = x * np.expand_dims(bar, -1)
    elif np.ndim(x) == 1:
        wide = np.expand_dims(x, -1) * np.expand_dims(bar, -2)
    else:
        wide = np.swapaxes(x, -1, -2) @ bar
    wide = np.sum(wide, axis=tuple(range(np.ndim(wide) - np.ndim(y))))
    return np.sum(wide, axis=tuple(k for k, n in enumerate(np.shape(y)) if n == 1 != np.shape(wide)[k]), keepdims=True)


def scaled_items(items: Any, factor: Any) -> Any:
    """The items of a list, each times a factor."""
    return [item * factor for item in items]


def dot_items(a: Any, b: Any) -> Any:
    """The sum of the products of the items of two lists."""
    return sum(p * q for p, q in zip(a, b))


def tie_shares(items: Any, extreme: Any) -> Any:
    """For each item its share in the greatest or least of a list: equal where several are."""
    return [(item == extreme) / items.count(extreme) for item in items]


def dot_left(bar: Any, x: Any, y: Any) -> Any:
    """The bar of x in np.dot(x, y), whatever their numbers of axes."""
    if np.ndim(x) == 0:
        return np.sum(bar * y)
    free = [k for k in range(np.ndim(y)) if k != max(np.ndim(y) - 2, 0)]
    return bar * y if np.ndim(y) == 0 else np.tensordot(bar, y, (list(range(np.ndim(x) - 1, np.ndim(bar))), free))


def dot_right(bar: Any, x: Any, y: Any) -> Any:
    """The bar of y in np.dot(x, y), whatever their numbers of axes."""
    if np.ndim(y) == 0:
        return np.sum(bar * x)
    free = list(range(np.ndim(x) - 1))
    found = bar * x if np.ndim(x) == 0 else np.tensordot(x, bar, (free, free))
    return np.moveaxis(found, 0, -2) if np.ndim(x) > 0 and np.ndim(y) > 1 else found


def identity(x: Any) -> Any:
    """x itself: ``w0 = x``."""
    return x


def stop_gradient(x: Any) -> Any:
    """The value itself, taken for a constant by every derivative."""
    return x


def banded_transpose(bands: Any, lower: Any, upper: Any) -> Any:
    """The bands of the transpose of a matrix with so many diagonals below and above its own."""
    n = np.size(bands, 1)
    turned = np.zeros_like(bands)
    for k in range(-lower, upper + 1):
        turned[lower + k, max(-k, 0) : n - max(k, 0)] = bands[upper - k, max(k, 0) : n - max(-k, 0)]
    return turned


def banded_product(bands: Any, x: Any, lower: Any, upper: Any) -> Any:
    """A matrix that is given by its bands, times a vector or the columns of a matrix."""
    n = np.size(bands, 1)
    product = np.zeros(np.shape(x), np.result_type(bands, x))
    for k in range(-lower, upper + 1):
        columns = slice(max(k, 0), n - max(-k, 0))
        product[max(-k, 0) : n - max(k, 0)] += (bands[upper - k, columns] * x[columns].T).T
    return product


def banded_outer(x: Any, y: Any, lower: Any, upper: Any) -> Any:
    """The bands of the outer product of two vectors, or of the sum of those of pairs of columns."""
    n = np.size(x, 0)
    bands = np.zeros((lower + upper + 1, n), np.result_type(x, y))
    for k in range(-lower, upper + 1):
        columns = slice(max(k, 0), n - max(-k, 0))
        pairs = x[max(-k, 0) : n - max(k, 0)] * y[columns]
        bands[upper - k, columns] = pairs if np.ndim(pairs) == 1 else np.sum(pairs, axis=1)
    return bands


def hermitian_of_bands(bands: Any, lower: Any) -> Any:
    """The matrix that is its own adjoint, given by its main diagonal and those below it, or above it."""
    n = np.size(bands, 1)
    full = np.zeros((n, n), bands.dtype)
    for k in range(np.size(bands, 0)):
        i = np.arange(max(n - k, 0))
        row = bands[k, i] if lower else np.conj(bands[-1 - k, i + k])
        full[i, i + k] = np.conj(row)
        full[i + k, i] = row if k else np.real(row)
    return full


def bands_of_hermitian(full: Any, count: Any, lower: Any) -> Any:
    """So many bands of a matrix as one that is its own adjoint has them, each the sum of what must be equal."""
    n = np.size(full, 1)
    bands = np.zeros((count, n), full.dtype)
    for k in range(count):
        i = np.arange(max(n - k, 0))
        row = full[i + k, i] + np.conj(full[i, i + k]) if k else np.real(full[i, i])
        bands[(k, i) if lower else (-1 - k, i + k)] = row if lower else np.conj(row)
    return bands


def permutation(pivots: Any, rows: int) -> Any:
    """The order of so many rows after those exchanges, one after the other."""
    order = np.arange(rows)
    for k, other in enumerate(pivots):
        order[[k, other]] = order[[other, k]]
    return order


def complex_eig(a: Any) -> Any:
    """Eigenvalues and eigenvectors as complex numbers, real ones too."""
    values, vectors = np.linalg.eig(a)
    return values + 0j, vectors + 0j


def complex_eigvals(a: Any) -> Any:
    """Eigenvalues as complex numbers, real ones too."""
    return np.linalg.eigvals(a) + 0j


def complex_poly(zeros: Any) -> Any:
    """The coefficients of the polynomial with these zeros as complex numbers, real ones too."""
    return np.poly(zeros) + 0j


def left_and_right_eig(a: Any) -> Any:
    """Eigenvalues, left and right eigenvectors as complex numbers, real ones too."""
    import scipy.linalg

    values, left, right = scipy.linalg.eig(a, left=True)
    return values, left + 0j, right + 0j


def complex_sqrtm(a: Any) -> Any:
    """The root of a matrix as a complex matrix, a real one too."""
    import scipy.linalg

    return scipy.linalg.sqrtm(a) + 0j


def complex_logm(a: Any) -> Any:
    """The logarithm of a matrix as a complex matrix, a real one too."""
    import scipy.linalg

    return scipy.linalg.logm(a) + 0j


def complex_power(a: Any, t: Any) -> Any:
    """A power of a matrix as a complex matrix, a real one too."""
    import scipy.linalg

    return scipy.linalg.fractional_matrix_power(a, t) + 0j


def pencil_eig(a: Any, b: Any) -> Any:
    """Numbers and vectors with ``a @ v = w b @ v``, as complex numbers. The largest element of each vector is 1."""
    import scipy.linalg

    values, vectors = scipy.linalg.eig(a, b)
    largest = np.argmax(np.abs(vectors), axis=-2)[..., None, :]
    return values, vectors / np.take_along_axis(vectors, largest, -2) + 0j


def bilinear_products(order: int) -> Any:
    """Row k: the coefficients of ``(z - 1) ** k * (z + 1) ** (order - k)``."""
    rows = [np.poly([1.0] * k + [-1.0] * (order - k)) for k in range(order + 1)]
    return np.reshape(np.array(rows), (order + 1, order + 1))


def romberg_weights(count: Any) -> Any:
    """What each of ``2**k + 1`` samples counts for in Romberg's integral, if the distance between them is 1."""
    step = count - 1
    if step < 1 or step & (step - 1):
        raise ValueError("Number of samples must be one plus a non-negative power of 2.")
    finest: list[Any] = []
    while step:
        sums = np.zeros(count)
        sums[::step] = step
        sums[[0, -1]] = step / 2
        refined = [sums]
        for k, coarse in enumerate(finest, 1):
            refined.append(refined[-1] + (refined[-1] - coarse) / (4**k - 1))
        finest, step = refined, step // 2
    return finest[-1]


def fed_forward(b: Any, x: Any) -> Any:
    """The sums of ``b[k] * x[n - k]``, for each n along the last axis."""
    n = np.size(x, -1)
    found = np.zeros(np.shape(x), np.result_type(b, x))
    for k in range(min(np.size(b), n)):
        found[..., k:] += b[k] * x[..., : n - k]
    return found


def fed_back(a: Any, u: Any) -> Any:
    """The y of which the sums of ``a[k] * y[n - k]`` are u, for each n along the last axis."""
    import scipy.signal

    return scipy.signal.lfilter(np.ones(1, np.asarray(a).dtype), a, u)


def delayed_sums(d: Any, x: Any, count: Any) -> Any:
    """For each of so many delays k the sum of ``d[n] * x[n - k]`` along the last axis and over all others."""
    n = np.size(x, -1)
    found = np.zeros(count, np.result_type(d, x))
    for k in range(min(count, n)):
        found[k] = np.sum(d[..., k:] * x[..., : n - k])
    return found


def scaled_ends(x: Any, axis: Any, first: Any, last: Any) -> Any:
    """An array whose first and last elements along an axis are scaled."""
    scaled = np.moveaxis(np.array(x), axis, -1)
    scaled[..., 0] *= first
    scaled[..., -1] *= last
    return np.moveaxis(scaled, -1, axis)


def set_in_zeros(x: Any, shape: Any) -> Any:
    """An array in the middle of zeros."""
    wide = np.zeros(shape, x.dtype)
    wide[tuple(slice((n - m) // 2, (n - m) // 2 + m) for n, m in zip(shape, np.shape(x)))] = x
    return wide


def unframed(x: Any, shape: Any) -> Any:
    """What stands in the middle of an array."""
    return x[tuple(slice((n - m) // 2, (n - m) // 2 + m) for n, m in zip(np.shape(x), shape))].copy()


def framed(x: Any, a: Any, b: Any) -> Any:
    """An array amid zeros of the shape of the full convolution of arrays of two shapes."""
    shape = tuple(n + m - 1 for n, m in zip(a, b))
    wide = np.zeros(shape, x.dtype)
    wide[tuple(slice((n - m) // 2, (n - m) // 2 + m) for n, m in zip(shape, np.shape(x)))] = x
    return wide


def shifted(x: Any, count: Any) -> Any:
    """An array with so many zeros before it, along the last axis."""
    return np.concatenate([np.zeros((*np.shape(x)[:-1], count), x.dtype), x], axis=-1)


def log_pseudo_determinant(cov: Any, cut: float) -> Any:
    """The logarithm of the product of the eigenvalues of a covariance that are no such small part of the greatest."""
    values = np.linalg.eigvalsh(cov)
    return np.sum(np.log(values[values > cut * np.max(np.abs(values))]))


def in_subspace(deviation: Any, cov: Any, cut: float) -> Any:
    """Whether vectors lie where the eigenvalues of a covariance are no such small part of the greatest."""
    values, vectors = np.linalg.eigh(cov)
    least = cut * np.max(np.abs(values))
    beside = np.linalg.norm(deviation @ vectors[:, values <= least], axis=-1)
    return (beside < 1e3 * least) | np.all(values > least)


def erfc_integral(x: Any, n: int) -> Any:
    """exp(x**2) times the n-th integral of erfc from x on: by a continued fraction where a recurrence loses digits."""
    from scipy.special import erfcx

    right, left = np.maximum(x, 1.5), np.minimum(x, 1.5)
    ratio, far = 0.0, erfcx(right)
    for k in range(n + 120, 0, -1):
        ratio = 1 / (2 * right + 2 * (k + 1) * ratio)
        far = far * ratio if k <= n else far
    before, near = 2 / math.sqrt(math.pi), erfcx(left)
    for k in range(1, n + 1):
        before, near = near, (before - 2 * left * near) / (2 * k)
    return np.where(x < 1.5, near, far)[()]


def normal_ratio(x: Any) -> Any:
    """The density of the normal distribution over its mass below: neither vanishes in the quotient."""
    from scipy.special import erfcx

    return math.sqrt(2 / math.pi) / erfcx(x / -math.sqrt(2))


def normal_excess(x: Any) -> Any:
    """x plus the normal ratio of x: by a continued fraction where they almost cancel."""
    from scipy.special import erfcx

    left, right = np.minimum(x, -2.0), np.maximum(x, -2.0)
    far = 0.0 * left
    for k in range(120, 0, -1):
        far = k / (far - left)
    return np.where(x < -2.0, far, right + math.sqrt(2 / math.pi) / erfcx(right / -math.sqrt(2)))[()]


def carlson_integral(x: Any, y: Any, z: Any, p: Any, a: float, b: float, c: float, e: float) -> Any:
    """The integral over positive t of (t + x)**-a * (t + y)**-b * (t + z)**-c * (t + p)**-e, by the trapezoidal rule for the
    logarithm of t. Arguments may be 0 where the power is less than 1.
    """
    ends = [np.asarray(end)[..., None] for end in (x, y, z, p)]
    powers = (a, b, c, e)
    sizes = np.abs(np.concatenate([np.ravel(end) for end in ends]))
    sizes = np.log(sizes[(sizes > 0) & np.isfinite(sizes)], dtype=float)
    t = np.exp(np.arange(np.min(sizes, initial=0.0) - 75, np.max(sizes, initial=0.0) + 27, 0.25))
    found = 0.25 * t
    for end, power in zip(ends, powers):
        apart = np.where((np.imag(end) == 0) & (np.real(end) < 0), np.nan, end)
        found = found * np.where((end == 0) & (power >= 1), np.inf, (t + apart) ** -power)
    return np.sum(found, axis=-1).astype(np.result_type(x, y, z, p, 0.0))[()]


def graded_nodes(rates: Any, lengths: Any) -> Any:
    """Nodes and weights of an integral from 0 to the greatest of the lengths, on intervals that double; around 10 they do not.
    The first is short beside what changes at one of the rates. What is no positive number does not count.
    """
    rate, last = (np.max(x[(x > 0) & np.isfinite(x)], initial=1.0) for x in (rates, lengths))
    nodes, weights = np.polynomial.legendre.leggauss(20)
    doubled = 2.0 ** np.arange(np.ceil(np.log2(last * (1 + rate))) + 1) / (1 + rate)
    ends = np.unique(np.concatenate([[0.0], doubled, np.arange(4.0, 41.0, 4.0)]))
    widths = np.diff(ends)[:, None] / 2
    return np.ravel(ends[:-1, None] + widths * (nodes + 1)), np.ravel(widths * weights)


def gamma_moment(a: Any, x: Any, above: Any, k: int, n: int) -> Any:
    """The integral of log(u)**k * (1 - u)**n * u**(a - 1) * exp(x * (1 - u)) over u from 0 to 1; where x is above a, that from
    infinity to 1, which is what a sum over u from 0 on leaves of it.
    """
    dtype = np.result_type(a, x, 0.0)
    a, x = (np.asarray(value).astype(float, casting="same_kind")[..., None] for value in (a, x))
    a, above = np.where(a > 0, a, np.nan), np.asarray(above)[..., None]
    low, high = np.where(above, a, np.minimum(x, a)), np.where(above, x, np.maximum(x, a))
    s, weights = graded_nodes(a, 100 / a)
    apart = -np.expm1(-s)
    below = np.sum(weights * (-s) ** k * apart**n * np.exp(np.minimum(low * apart - a * s, 700.0)), axis=-1)
    t, weights = graded_nodes(high, 200 / high + 20)
    farther = np.log1p(t)
    beyond = np.sum(weights * farther**k * (-t) ** n * np.exp(np.minimum((a - 1) * farther - high * t, 700.0)), axis=-1)
    return np.where(above[..., 0], -beyond, below).astype(dtype)[()]


def beta_moment(a: Any, b: Any, x: Any, above: Any, k: int, m: int, n: int) -> Any:
    """The integral of log(t / x)**k * log((1 - t) / (1 - x))**m * ((x - t) / (x * (1 - x)))**n * (t / x)**a *
    ((1 - t) / (1 - x))**b over log(t / (1 - t)), from minus infinity to where t is x; where above, from infinity to there.
    """
    dtype = np.result_type(a, b, x, 0.0)
    a, b, x = (np.asarray(value).astype(float, casting="same_kind")[..., None] for value in (a, b, x))
    a, b, above = np.where(a > 0, a, np.nan), np.where(b > 0, b, np.nan), np.asarray(above)[..., None]
    near, far = np.where(above, b, a), np.where(above, a, b)
    part, rest = np.where(above, 1 - x, x), np.where(above, x, 1 - x)
    s, weights = graded_nodes(near, 100 / near + (1 + far / near) * np.log1p(near / far))
    early, late = np.minimum(s, 1.0), np.clip(s, 1.0, 600.0)
    grown = np.where(s < 1, -np.log1p(part * np.expm1(-early)), -np.log(rest + part * np.exp(-np.maximum(s, 1.0))))
    fallen = np.where(s < 1, -np.log1p(rest * np.expm1(early)), -np.log(part + rest * np.exp(late)))
    fallen = np.where(s < 600, fallen, grown - s)
    apart = -np.expm1(-s) * np.exp(grown)
    values = weights * np.exp(np.minimum(near * fallen + far * grown, 700.0)) * apart**n
    values = values * np.where(above, grown, fallen) ** k * np.where(above, fallen, grown) ** m
    found = np.where(above[..., 0], (-1) ** (n + 1), 1) * np.sum(values, axis=-1)
    return found.astype(dtype)[()]


def kolmogorov_slope(x: Any, n: int) -> Any:
    """The n-th derivative of Kolmogorov's distribution from x on: by one of two series, each where its terms fall fast."""
    dtype = np.result_type(x, 0.0)
    x = np.asarray(x).astype(float, casting="same_kind")
    near, far = (np.where(x > 0, np.clip(x, *ends), 1.0)[..., None] for ends in ((0.02, 1.0), (1.0, 30.0)))
    squares = (np.arange(1, 12, 2) * np.pi) ** 2 / 8
    # The derivatives of exp(-c / x**2) / x, in powers of x.
    powers = {1: np.ones_like(squares)}
    for _ in range(n):
        grown: dict[int, Any] = {}
        for power, factor in powers.items():
            grown[power + 1] = grown.get(power + 1, 0.0) - power * factor
            grown[power + 3] = grown.get(power + 3, 0.0) + 2 * squares * factor
        powers = grown
    left = sum(factor * near**-power for power, factor in powers.items()) * np.exp(-squares / near**2)
    k = np.arange(1, 7)
    hermite = np.polynomial.hermite.hermval(math.sqrt(2) * k * far, [0.0] * n + [1.0])
    right = 2 * (-1.0) ** (k + 1) * (-math.sqrt(2) * k) ** n * hermite * np.exp(-2 * (k * far) ** 2)
    found = np.where(x < 1, -math.sqrt(2 * math.pi) * np.sum(left, axis=-1), np.sum(right, axis=-1))
    found = np.where((x > 0) & (x < 30), found, np.where(np.isnan(x), x, 0.0))
    return found.astype(dtype)[()]
