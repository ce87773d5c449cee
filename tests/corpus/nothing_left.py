"""Lists and arrays in which nothing is left, or nothing has ever been."""

import numpy as np

from corpus import program

X = np.array([[0.3, -0.7, 1.4], [1.1, 0.6, -0.4]])


@program(np.array([0.7]), features="structure loop list")
def rest_of_one_item(x):
    first, *rest = x
    total = first * 2.0 + len(rest) + sum(x[1:].tolist())
    for value in rest:
        total = total + value * value
    return total * first


@program(X, features="list index reduction")
def lists_of_no_rows(x):
    rows = list(x[x[:, 0] > 100.0])
    first, *rest = x[:1]
    return x * (len(rows) + 2.0), rows, (sum(rest) + first) * x[1], x[:0].tolist()
