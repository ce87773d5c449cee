"""A recursive function: the pair. The forward half returns the value and what the reversal reads."""

ARGS = {"power": (1.1, 7)}


def power(x, n):
    if n == 0:
        return 1.0
    if n % 2 == 1:
        return x * power(x, n - 1)
    h = power(x, n // 2)
    return h * h


def power_rev(saved, y_bar):
    n, x, w, inner = saved
    if n == 0:
        return 0.0
    if n % 2 == 1:
        w0 = power_rev(inner, y_bar * x)
        return y_bar * w + w0
    h_bar = y_bar * w
    h_bar += h_bar
    return power_rev(inner, h_bar)


def power_fwd(x, n):
    if n == 0:
        y = 1.0
        w = None
        inner = None
    elif n % 2 == 1:
        w, inner = power_fwd(x, n - 1)
        y = x * w
    else:
        w, inner = power_fwd(x, n // 2)
        y = w * w
    saved = n, x, w, inner
    return y, saved


def power_bar(x, n, y_bar=1.0):
    # forward sweep
    odd = n % 2 == 1
    if n == 0:
        return 0.0
    if odd:
        w, saved = power_fwd(x, n - 1)
    else:
        h, saved = power_fwd(x, n // 2)

    # reverse sweep
    if odd:
        w0 = power_rev(saved, y_bar * x)
        return y_bar * w + w0
    h_bar = y_bar * h
    h_bar += h_bar
    return power_rev(saved, h_bar)
