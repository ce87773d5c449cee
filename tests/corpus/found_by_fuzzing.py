"""Programs that random ones were cut down to, each once wrong or refused."""

import numpy as np

from corpus import program


@program(0.3, 0, 0, features="branch branch exit")
def a_return_on_one_way_inside_another(x, n, m):
    if n == 0:
        if m == 0:
            return x
    else:
        return 2 * x
    return 3 * x


@program(0.3, 0, np.array([0.4, 0.2]), features="branch loop exit")
def a_return_from_a_loop_on_one_way(x, n, v):
    if n == 0:
        for i in range(2):
            return x * v[i]
    else:
        return v[0]
    return v[1]
