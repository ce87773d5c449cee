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


@program(Market(100.0, 0.05, 0.2, 0.01), 105.0, 6, features="loop branch structure in_place call")
def american_put(market, strike, steps, expiry=1.0):
    """A binomial tree; early exercise where it pays more."""
    dt = expiry / steps
    up = math.exp(market.volatility * math.sqrt(dt))
    down = 1.0 / up
    growth = math.exp((market.rate - market.dividend) * dt)
    p = (growth - down) / (up - down)
    discount = math.exp(-market.rate * dt)
    values = [max(strike - market.spot * up**j * down ** (steps - j), 0.0) for j in range(steps + 1)]
    for step in range(steps - 1, -1, -1):
        for j in range(step + 1):
            hold = discount * (p * values[j + 1] + (1.0 - p) * values[j])
            exercise = strike - market.spot * up**j * down ** (step - j)
            values[j] = exercise if exercise > hold else hold
    delta_guess = (market.forward(expiry) - strike) / strike
    return values[0], delta_guess


@program(100.0, 0.2, 0.04, features="loop in_place reduction call")
def asian_call(spot, volatility, rate, strike=98.0, paths=8, dates=5):
    """Monte Carlo with antithetic paths and a control variate."""
    rng = np.random.default_rng(3)
    dt = 1.0 / dates
    normal = rng.normal(size=(paths, dates))
    normal = np.concatenate([normal, -normal])
    log_returns = (rate - 0.5 * volatility**2) * dt + volatility * math.sqrt(dt) * normal
    prices = spot * np.exp(np.cumsum(log_returns, axis=1))
    arithmetic = np.maximum(prices.mean(axis=1) - strike, 0.0)
    geometric = np.maximum(np.exp(np.log(prices).mean(axis=1)) - strike, 0.0)
    centred = geometric - geometric.mean()
    slope = np.sum(centred * (arithmetic - arithmetic.mean())) / np.sum(centred**2)
    adjusted = arithmetic - slope * centred
    discount = np.exp(-rate)
    return discount * adjusted.mean(), discount * arithmetic.std() / math.sqrt(2 * paths)


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


@program(np.array([0.02, 0.024, 0.027, 0.031]), features="loop list call structure while")
def bootstrap_curve(par_rates):
    """Discount factors from par swap rates, then a bond priced on the curve and its yield by Newton."""
    factors = []
    for rate in par_rates:
        annuity = sum(factors)
        factors.append((1.0 - rate * annuity) / (1.0 + rate))
    forwards = [a / b - 1.0 for a, b in zip([1.0] + factors[:-1], factors)]
    coupon = 0.03
    price = coupon * sum(factors) + factors[-1]
    y = 0.05
    for _ in range(30):
        value, slope = 0.0, 0.0
        for k in range(1, len(factors) + 1):
            cash = coupon + (1.0 if k == len(factors) else 0.0)
            value += cash / (1.0 + y) ** k
            slope -= k * cash / (1.0 + y) ** (k + 1)
        step = (value - price) / slope
        y -= step
        if abs(step) < 1e-14:
            break
    return y, forwards
