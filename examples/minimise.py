"""Gradients for SciPy's optimisers: Rosenbrock's valley, and a logistic regression on scikit-learn's digits."""

import numpy as np
from scipy.optimize import minimize
from sklearn.datasets import load_digits

from ast_ad import value_and_grad


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def cross_entropy(weights, images, is_label, penalty):
    """The mean negative log-likelihood of a linear classifier. images: (n, p); is_label: (n, k); weights: k (p + 1)."""
    n, classes = is_label.shape
    W = weights.reshape(classes, -1)
    scores = images @ W[:, :-1].T + W[:, -1]
    top = np.max(scores, axis=1, keepdims=True)
    log_total = np.log(np.sum(np.exp(scores - top), axis=1)) + top[:, 0]
    return np.mean(log_total - np.sum(scores * is_label, axis=1)) + penalty * np.sum(weights**2)


def digits():
    images, labels = load_digits(return_X_y=True)
    return images / 16.0, (labels[:, None] == np.arange(10)) * 1.0, labels


def main():
    start = np.full(20, -1.0)
    valley = minimize(value_and_grad(rosenbrock), start, jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    print(f"Rosenbrock: {valley.fun:.1e} after {valley.nit} iterations")

    images, is_label, labels = digits()
    loss = value_and_grad(cross_entropy)
    fit = minimize(
        loss, np.zeros(10 * 65), (images, is_label, 1e-4), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    W = fit.x.reshape(10, 65)
    right = np.mean(np.argmax(images @ W[:, :-1].T + W[:, -1], axis=1) == labels)
    print(f"digits: loss {fit.fun:.4f}, {100 * right:.1f}% of the images recognised")
    print(loss.source)
    return valley, right


if __name__ == "__main__":
    main()
