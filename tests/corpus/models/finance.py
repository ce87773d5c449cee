"""Option pricing: trees, simulated paths, differences, implied numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from corpus import program


@dataclass(frozen=True)
class Market:
    spot: float
    rate: float
    volatility: float
    dividend: float = 0.0

    def forward(self, t):
        return self.spot * math.exp((self.rate - self.dividend) * t)


@program(Market(100.0, 0.05, 0.2, 0.01), 105.0, 6, features="loop branch structure in_place call list")
def american_put(market, strike, steps, expiry=1.0):
    """Cox, Ross and Rubinstein's tree with early exercise; delta and theta are read off its first levels."""
    if steps < 3:
        raise ValueError("three steps at least")
    dt = expiry / steps
    up = math.exp(market.volatility * math.sqrt(dt))
    down = 1.0 / up
    growth = math.exp((market.rate - market.dividend) * dt)
    p = (growth - down) / (up - down)
    discount = math.exp(-market.rate * dt)

    def spot(step, j):
        return market.spot * up**j * down ** (step - j)

    values = [max(strike - spot(steps, j), 0.0) for j in range(steps + 1)]
    early = 0
    level_1, level_2 = [0.0] * 2, [0.0] * 3
    for step in range(steps - 1, -1, -1):
        for j in range(step + 1):
            hold = discount * (p * values[j + 1] + (1.0 - p) * values[j])
            exercise = strike - spot(step, j)
            if exercise > hold:
                values[j] = exercise
                early += 1
            else:
                values[j] = hold
        if step == 2:
            level_2 = values[:3]
        elif step == 1:
            level_1 = values[:2]
    delta = (level_1[1] - level_1[0]) / (spot(1, 1) - spot(1, 0))
    theta = (level_2[1] - values[0]) / (2.0 * dt)
    moneyness = math.log(market.forward(expiry) / strike) / (market.volatility * math.sqrt(expiry))
    return values[0], delta, theta, moneyness * early


class Shifted:
    """The sequence of van der Corput, moved by another shift in each column."""

    def __init__(self, shifts):
        self.shifts = shifts

    def uniforms(self, count):
        table = np.zeros((count, len(self.shifts)))
        for k in range(count):
            digit, rest, value = 0.5, k + 1, 0.0
            while rest > 0:
                value += digit * (rest % 2)
                rest //= 2
                digit *= 0.5
            table[k] = (value + self.shifts) % 1.0
        return table


@program(100.0, 0.2, 0.04, features="loop while in_place reduction call structure")
def asian_call(spot, volatility, rate, strike=98.0, paths=8, dates=4):
    """A mean of prices at some dates: antithetic quasi-random paths, the geometric mean as a control variate."""
    dt = 1.0 / dates
    uniforms = Shifted(np.linspace(0.05, 0.85, dates)).uniforms(paths)
    radius, angle = np.sqrt(-2.0 * np.log(uniforms[:, ::2])), 2.0 * np.pi * uniforms[:, 1::2]
    normal = np.empty((paths, dates))
    normal[:, ::2] = radius * np.cos(angle)
    normal[:, 1::2] = radius * np.sin(angle)
    normal = np.concatenate([normal, -normal])
    log_returns = (rate - 0.5 * volatility**2) * dt + volatility * math.sqrt(dt) * normal
    prices = spot * np.exp(np.cumsum(log_returns, axis=1))
    arithmetic = np.maximum(prices.mean(axis=1) - strike, 0.0)
    geometric = np.maximum(np.exp(np.log(prices).mean(axis=1)) - strike, 0.0)
    centred = geometric - geometric.mean()
    slope = np.sum(centred * (arithmetic - arithmetic.mean())) / np.sum(centred**2)
    spread = volatility * math.sqrt((dates + 1) * (2 * dates + 1) / (6.0 * dates**2))
    drift = (rate - 0.5 * volatility**2) * (dates + 1) / (2.0 * dates) + 0.5 * spread**2
    d1 = (math.log(spot / strike) + drift + 0.5 * spread**2) / spread
    exact = spot * math.exp(drift) * normal_cdf(d1) - strike * normal_cdf(d1 - spread)
    adjusted = arithmetic - slope * (geometric - exact)
    discount = np.exp(-rate)
    return discount * adjusted.mean(), discount * adjusted.std() / math.sqrt(2 * paths), slope


def normal_cdf(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def black_scholes(spot, strike, t, rate, sigma, *, kind="call"):
    d1 = (math.log(spot / strike) + (rate + 0.5 * sigma * sigma) * t) / (sigma * math.sqrt(t))
    d2 = d1 - sigma * math.sqrt(t)
    call = spot * normal_cdf(d1) - strike * math.exp(-rate * t) * normal_cdf(d2)
    if kind == "call":
        return call
    elif kind == "put":
        return call - spot + strike * math.exp(-rate * t)
    raise ValueError(f"unknown kind of option {kind!r}")


def vega(spot, strike, t, rate, sigma):
    d1 = (math.log(spot / strike) + (rate + 0.5 * sigma * sigma) * t) / (sigma * math.sqrt(t))
    return spot * math.sqrt(t) * math.exp(-0.5 * d1 * d1) / math.sqrt(2.0 * math.pi)


@program(9.3, 100.0, 0.03, features="while exit call scalar branch")
def implied_volatility(price, spot, rate, strike=102.0, t=0.75):
    """Newton's iteration, with a step of bisection where it leaves the bracket."""
    low, high = 1e-3, 3.0
    sigma = 0.5
    count = 0
    while count < 50:
        difference = black_scholes(spot, strike, t, rate, sigma) - price
        if abs(difference) < 1e-13:
            return sigma
        if difference > 0.0:
            high = sigma
        else:
            low = sigma
        newton = sigma - difference / vega(spot, strike, t, rate, sigma)
        if not low < newton < high:
            newton = 0.5 * (low + high)
        if abs(newton - sigma) < 1e-15:
            return newton
        sigma = newton
        count += 1
    raise ArithmeticError("no convergence")


@dataclass
class Position:
    kind: str
    strike: float
    quantity: float
    expiry: float


@dataclass
class Portfolio:
    positions: list = field(default_factory=list)
    cash: float = 0.0

    def add(self, position):
        self.positions.append(position)
        return self

    def value(self, spot, rate, sigma):
        total = self.cash
        for p in self.positions:
            skew = sigma * (1.0 + 0.1 * math.log(p.strike / spot))
            total += p.quantity * black_scholes(spot, p.strike, p.expiry, rate, skew, kind=p.kind)
        return total


@program(100.0, 0.02, 0.25, features="structure loop call branch scalar list")
def straddle_scenarios(spot, rate, sigma):
    """The worst loss of a small book over a grid of moves."""
    book = Portfolio(cash=3.0)
    book.add(Position("call", 100.0, -1.0, 0.5)).add(Position("put", 95.0, -2.0, 0.5))
    book.add(Position(kind="call", strike=110.0, quantity=1.5, expiry=1.0))
    base = book.value(spot, rate, sigma)
    losses = {}
    for shift in (-0.1, 0.0, 0.1):
        for bump in (0.9, 1.2):
            losses[shift, bump] = base - book.value(spot * (1.0 + shift), rate, sigma * bump)
    worst = max(losses.values())
    average = sum(losses.values()) / len(losses)
    return worst + 0.1 * average


class Curve:
    """Discount factors at whole years, with flat forward rates between them."""

    def __init__(self):
        self.logs = [0.0]

    def append(self, factor):
        self.logs.append(math.log(factor))

    def __call__(self, t):
        year = min(int(t), len(self.logs) - 2)
        part = t - year
        return math.exp((1.0 - part) * self.logs[year] + part * self.logs[year + 1])

    def annuity(self, years):
        return sum(math.exp(log) for log in self.logs[1 : years + 1])


def bond(y, coupon, times):
    """The price at a yield and its slope."""
    value, slope = 0.0, 0.0
    for k, t in enumerate(times):
        cash = coupon + (1.0 if k == len(times) - 1 else 0.0)
        value += cash / (1.0 + y) ** t
        slope -= t * cash / (1.0 + y) ** (t + 1)
    return value, slope


@program(np.array([0.02, 0.024, 0.027, 0.031]), 0.03, features="loop list call structure exit scalar")
def bootstrap_curve(par_rates, coupon):
    """A curve from par rates of swaps, a bond priced on it, its yield by Newton and its duration."""
    curve = Curve()
    for years, rate in enumerate(par_rates):
        curve.append((1.0 - rate * curve.annuity(years)) / (1.0 + rate))
    times = [0.5, 1.5, 2.5, 3.5]
    price = coupon * sum(curve(t) for t in times) + curve(times[-1])
    y = 0.05
    for _ in range(30):
        value, slope = bond(y, coupon, times)
        step = (value - price) / slope
        y -= step
        if abs(step) < 1e-14:
            break
    forwards = [curve(t) / curve(t + 1.0) - 1.0 for t in range(len(par_rates))]
    duration = -slope / price
    return y, duration, forwards


NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


@dataclass(frozen=True)
class Heston:
    """Variance that returns to a mean, and shocks to it that go with those to the price."""

    mean_reversion: float
    long_variance: float
    vol_of_vol: float
    correlation: float
    variance: float

    def log_characteristic(self, u, t):
        """Without the trap of the branch of the logarithm: the form of Albrecher and others."""
        xi, kappa = self.vol_of_vol, self.mean_reversion
        b = kappa - 1j * self.correlation * xi * u
        d = np.sqrt(b**2 + xi**2 * (u**2 + 1j * u))
        g = (b - d) / (b + d)
        decay = np.exp(-d * t)
        c = kappa * self.long_variance / xi**2 * ((b - d) * t - 2.0 * np.log((1.0 - g * decay) / (1.0 - g)))
        return c + (b - d) / xi**2 * (1.0 - decay) / (1.0 - g * decay) * self.variance


@program(
    Heston(1.5, 0.05, 0.4, -0.6, 0.04),
    100.0,
    {90.0: 14.1, 100.0: 7.8, 110.0: 3.6},
    features="structure call loop broadcast reduction list",
    wrt=["model", "spot"],
)
def heston_calibration(model, spot, quotes, rate=0.02, t=0.5):
    """Calls by Lewis' integral over the characteristic function, compared with quotes; the condition of Feller."""
    u, weights = 15.0 * (NODES + 1.0), 15.0 * WEIGHTS
    forward = spot * math.exp(rate * t)
    phi = np.exp(model.log_characteristic(u - 0.5j, t))

    def call(strike):
        k = np.log(forward / strike)
        integrand = np.real(np.exp(1j * u * k) * phi) / (u**2 + 0.25)
        integral = weights @ integrand / np.pi
        return math.exp(-rate * t) * (forward - math.sqrt(strike * forward) * integral)

    errors = []
    for strike, quote in quotes.items():
        price = call(strike)
        if price <= max(0.0, spot - strike * math.exp(-rate * t)):
            raise ArithmeticError(f"arbitrage at {strike}")
        errors.append((price - quote) / quote)
    feller = 2.0 * model.mean_reversion * model.long_variance - model.vol_of_vol**2
    skew = (call(90.0) - 2.0 * call(100.0) + call(110.0)) / 100.0
    return sum(e * e for e in errors), skew, feller
