"""Lists: of known structure, and of lengths that only the run tells."""

from __future__ import annotations

import math

import numpy as np

from corpus import program


@program(0.7, 4, features="loop list structure scalar")
def append_loop(x, n):
    xs = []
    for i in range(n):
        xs.append(math.sin(x * i))
    return sum(xs)


@program(0.7, 4, features="loop list structure")
def append_loop_product(x, n):
    xs = [x]
    for i in range(n):
        xs.append(xs[-1] * x + i)
    s = 0.0
    for v in xs:
        s = s * 0.5 + v * v
    return s


@program(0.7, 4, features="while list structure")
def pop_front(x, n):
    queue = [x * i for i in range(n)]
    s = 0.0
    while queue:
        v = queue.pop(0)
        s = s * x + v
    return s


@program(0.7, 4, features="loop structure")
def insert_remove(x, n):
    xs = []
    for i in range(n):
        xs.insert(0, x ** (i + 1))
    s = 0.0
    for k, v in enumerate(xs):
        s += v * (k + 1)
    return s


@program(0.7, 5, features="list structure")
def del_item(x, n):
    xs = [x * (i + 1) ** 2 for i in range(n)]
    del xs[0]
    del xs[-1]
    return sum((v * v for v in xs))


@program(0.7, 5, features="loop list structure in_place")
def list_assign_dynamic(x, n):
    xs = [0.0] * n
    for i in range(n):
        xs[i] = x * i
    for i in range(1, n):
        xs[i] = xs[i - 1] * xs[i] + x
    return xs[-1]


@program(0.7, 5, features="loop list structure in_place")
def list_aug_dynamic(x, n):
    xs = [1.0] * n
    for i in range(n):
        xs[i] += x * i
        xs[i] *= x
    return sum(xs)


@program(0.7, features="loop list in_place")
def fixed_list_dynamic_write(x):
    xs = [0.0, 0.0, 0.0]
    for i in range(3):
        xs[i] = x ** (i + 1)
    return xs[0] + 2 * xs[1] + 3 * xs[2]


@program(0.7, 4, features="list structure")
def list_slice_unknown(x, n):
    xs = [x * i for i in range(n)]
    ys = xs[1:]
    zs = xs[:-1]
    return sum((a * b for a, b in zip(ys, zs)))


@program(0.7, 4, features="list structure in_place")
def list_slice_assign(x, n):
    xs = [x * i for i in range(n)]
    xs[1:3] = [x, x * x]
    return sum((v * v for v in xs))


@program(0.7, features="list in_place")
def list_slice_assign_known(x):
    xs = [1.0, 2.0, 3.0, 4.0]
    xs[1:3] = [x, x * x, x * 3]
    return sum((v * v for v in xs))


@program(0.7, 4, features="list structure")
def list_concat_unknown(x, n):
    xs = [x * i for i in range(n)]
    ys = xs + [x, 1.0] + xs
    return sum((v * k for k, v in enumerate(ys)))


@program(0.7, 4, features="list structure")
def list_mul_unknown(x, n):
    xs = [x] * n
    ys = [x, 2.0] * n
    return sum(xs) + sum((v * v for v in ys))


@program(0.7, 4, features="list structure")
def list_reverse_unknown(x, n):
    xs = [x * i for i in range(n)]
    xs.reverse()
    return sum((v * k for k, v in enumerate(xs)))


@program(0.7, 4, features="list structure")
def list_reversed_slice(x, n):
    xs = [x * i for i in range(n)]
    return sum((v * k for k, v in enumerate(xs[::-1])))


@program(0.7, 4, features="list structure scalar")
def list_sort_unknown(x, n):
    xs = [math.sin(3 * x * i) for i in range(n)]
    xs.sort()
    return sum((v * k for k, v in enumerate(xs)))


@program(0.7, 4, features="list call structure scalar")
def list_sorted_key(x, n):
    xs = [math.sin(3 * x * i) for i in range(n)]
    ys = sorted(xs, key=lambda v: -v * v)
    return sum((v * k for k, v in enumerate(ys)))


@program(0.7, features="structure")
def sorted_fixed(x):
    ys = sorted([x, 0.5, x * x, 2.0], reverse=True)
    return ys[0] + 2 * ys[1] + 3 * ys[2] + 4 * ys[3]


@program(0.7, features="call")
def sort_fixed_key(x):
    pairs = [(3, x), (1, x * x), (2, 1.0)]
    pairs.sort(key=lambda pair: pair[0])
    return pairs[0][1] + 2 * pairs[1][1] + 3 * pairs[2][1]


@program(0.7, 4, features="loop list structure linear reshape")
def list_of_arrays(x, n):
    xs = []
    for i in range(n):
        xs.append(np.array([x, x * i]))
    s = 0.0
    for v in xs:
        s = s + v @ v
    return s


@program(np.array([0.3, 0.7, -0.2]), 4, features="loop list structure reduction")
def list_of_arrays_stack(x, n):
    out = [x]
    for i in range(n):
        x = np.tanh(x * 1.1 + i)
        out.append(x)
    return np.array(out).sum(axis=0)


@program(np.array([0.3, 0.7, -0.2]), 4, features="loop list structure reshape")
def stack_traj(x, n):
    out = []
    for i in range(n):
        x = x + 0.1 * np.sin(x)
        out.append(x)
    return np.stack(out)


@program(0.7, 3, features="loop list structure")
def nested_lists(x, n):
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append(x * i + j)
        rows.append(row)
    s = 0.0
    for i in range(n):
        for j in range(n):
            s += rows[i][j] * rows[j][i]
    return s


@program(0.7, 3, features="list structure reduction")
def nested_lists_comp(x, n):
    m = [[x * (i + j) for j in range(n)] for i in range(n)]
    return np.array(m).sum() ** 2


@program(0.7, 3, features="loop list structure")
def matrix_lists_write(x, n):
    m = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            m[i][j] = x * i - j
    for i in range(n):
        m[i][i] += x
    return sum((m[i][j] ** 2 for i in range(n) for j in range(n)))


@program([1.0, 2.0, 3.0], features="list in_place")
def list_arg_write(xs):
    ys = list(xs)
    ys[0] = ys[1] * ys[2]
    ys.append(ys[0])
    return sum((y * y for y in ys))


@program([[1.0, 2.0], [3.0, 4.0]], features="loop list")
def matmul_lists(a):
    n = len(a)
    s = 0.0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                s += a[i][k] * a[k][j]
    return s


@program([np.array([1.0, 2.0]), np.array([3.0])], features="loop reduction")
def ragged_arrays(ws):
    s = 0.0
    for w in ws:
        s += np.sum(w**2)
    return s


@program([(1.0, 2.0), (3.0, 4.0)], features="list")
def list_of_pairs_arg(ps):
    return sum((a * b for a, b in ps))


@program(0.7, 5, features="loop structure")
def extend_loop(x, n):
    xs = []
    for i in range(n):
        xs.extend([x * i, 1.0])
        xs += [x]
    return sum((v * v for v in xs))


@program(0.7, 5, features="branch list structure")
def list_index_count_in(x, n):
    ks = [i % 3 for i in range(n)]
    s = x * ks.count(1) + ks.index(2) * x * x
    if 1 in ks:
        s += x**3
    return s


@program(0.7, 5, features="loop branch list structure")
def stack_machine(x, n):
    stack = [x]
    for i in range(n):
        if i % 2:
            a = stack.pop()
            stack.append(a * x)
        else:
            stack.append(x + i)
    return sum(stack)


@program(0.7, 5, features="loop list structure scalar")
def moving_window(x, n):
    window = [0.0, 0.0, 0.0]
    s = 0.0
    for i in range(n):
        window.append(math.sin(x * i))
        window.pop(0)
        s += sum(window) / len(window)
    return s


@program(0.7, 5, features="loop structure scalar")
def moving_window_slice(x, n):
    window = [0.0, 0.0, 0.0]
    s = 0.0
    for i in range(n):
        window = window[1:] + [math.sin(x * i)]
        s += sum(window) / len(window)
    return s


@program(0.7, features="list in_place")
def two_names_one_list(x):
    a = [x, 2.0]
    b = a
    b[0] = x * x
    b.append(x)
    return a[0] * a[1] + a[2]


@program(0.7, 3, features="list structure in_place")
def two_names_unknown(x, n):
    a = [x * i for i in range(n)]
    b = a
    b[0] = x * x + 1
    b.append(x)
    return sum((v * v for v in a))


@program(0.7, 3, features="list structure")
def list_mult_alias(x, n):
    rows = [[x]] * 3
    rows[0].append(1.0)
    return len(rows[2]) * x


@program(0.7, 3, features="list structure")
def list_of_lists_alias(x, n):
    row = [0.0] * n
    m = [row, row]
    m[0][1] = x
    return m[1][1] * x


@program(0.7, 4, features="loop branch list structure")
def list_conditional_append(x, n):
    xs = []
    for i in range(n):
        v = x * i - 1
        if v > 0:
            xs.append(v)
    if not xs:
        return x
    return sum(xs) / len(xs)


@program(0.7, 4, features="branch list structure")
def comp_cond_dynamic(x, n):
    xs = [x * i for i in range(n) if x * i > 0.9]
    return sum(xs) * len(xs)


@program(np.array([0.7, -0.3, 0.2]), features="list reduction")
def max_of_list(x):
    vals = [v * v for v in x]
    return max(vals) + min(vals) + sum(vals)


@program(0.7, 4, features="list structure")
def list_clear(x, n):
    xs = [x * i for i in range(n)]
    s = sum(xs)
    xs.clear()
    xs.append(s)
    return xs[0] * x


@program(0.7, 4, features="list structure in_place")
def list_copy(x, n):
    xs = [x * i for i in range(n)]
    ys = xs.copy()
    zs = xs[:]
    ys[1] = 5.0
    zs[2] = x
    return sum(xs) * sum(ys) + sum(zs)


@program(0.7, 4, features="branch list structure")
def list_eq_any(x, n):
    xs = [i * i for i in range(n)]
    ys = [i * i for i in range(n)]
    return x if xs == ys else -x


@program((0.3, 0.4), 4, features="loop structure")
def tuple_state(state, n):
    for _ in range(n):
        state = (state[1], state[0] * state[1] + 1)
    return state


@program(np.array([0.6, 1.1]), 3, features="loop list structure")
def two_lists_of_the_same_arrays(x, n):
    """What one list loses stays in the other."""
    seen, left = [], []
    for k in range(n):
        y = np.sin(x * (k + 1))
        seen.append(y)
        left.append(y)
    total = 0.0
    while len(left) > 1:
        total = total * 0.5 + np.sum(left.pop() * seen[0])
    for y in seen:
        total += np.sum(y * y)
    return total + left[0][1]


@program(np.array([0.7, 1.4, 1.3]), features="loop list structure")
def lists_of_pairs(x):
    """What enumerate and zip give, kept in a list and read from both ends."""
    pairs = list(enumerate(x))
    total = 0.0
    for k, v in reversed(pairs):
        total = total * x[0] + k * v
    for u, v in list(zip(x, x[1:])):
        total += u * v
    return total + pairs[1][1]


@program(np.array([0.7, 1.4, 1.3]), features="loop index")
def slices_of_a_range(x):
    total = 0.0
    n = len(x)
    for k in range(n)[::-1]:
        total = total * x[0] + x[k]
    for k in range(n)[1:]:
        total = total * x[1] + x[k] * range(n)[k]
    for k in range(n)[:-1]:
        total += x[k] ** 2
    return total


_WEIGHTS = [0.5, 1.5, 2.0]


@program(np.array([0.7, -0.4, 1.3]), _WEIGHTS, features="list broadcast linear in_place")
def lists_beside_arrays(x, weights):
    """NumPy makes an array of a list beside an array: a global, an argument, one that grew."""
    grown = []
    for v in x:
        grown.append(v * v + 0.5)
    y = x * weights + _WEIGHTS * x
    y += grown
    y[:2] = grown[1:]
    y *= [v + 2.0 for v in x]
    return np.sum(y / grown) + (x @ weights) * (_WEIGHTS @ x) + np.sum(np.abs(y) ** _WEIGHTS) + np.sum(grown - x[1])


@program(np.array([0.7, -0.4, 1.3, 0.55]), 3, features="loop list reduction")
def items_of_another_length_take_their_places(x, n):
    rows = []
    for k in range(n):
        rows.append(x[: k + 1] * 1.0)
    first = rows[0] * x[1]
    rows[0] = x * rows[1][0]
    for k in range(n):
        rows[k] = rows[k][:1] * x[k] if k > 1 else np.concatenate([rows[k] * 2.0, x * rows[k][0]])
    return [np.sum(row) * first[0] for row in rows]


@program(np.array([0.7, -0.4, 1.3]), 3, features="loop list reduction")
def lists_of_another_length_take_their_places(x, n):
    rows = [[x * (k + q) for q in range(n)] for k in range(n)]
    rows.append([x**2])
    rows[0] = rows[-1]
    rows[1], rows[-1] = rows[-1], rows[1]
    return np.sum(rows[0][0] * rows[1][0] * rows[-1][2])


@program(np.array([0.7, 1.3, -0.4, 0.9]), features="loop list branch reshape")
def lists_that_grew_are_stacked(x):
    numbers, rows, blocks, ragged = [], [], [], []
    for i in range(len(x)):
        if x[i] > 0:
            numbers.append(x[i] ** 2)
            rows.append(x[i] * x[:3])
            blocks.append(x[i] * np.outer(x[: i + 1], x))
            ragged.append(x[: i + 1] * x[0])
    stacked = [np.vstack(numbers), np.dstack(rows), np.column_stack(rows), np.vstack(rows)]
    return *stacked, np.vstack(blocks), np.hstack(blocks[1:2]), np.hstack(ragged), np.column_stack(numbers)


@program(np.array([0.7, 1.3, -0.4, 0.9]), features="loop list structure")
def tuples_sorted_twice(x):
    pairs = [(x[i], x[i] ** 2) for i in range(4)]
    up, down = sorted(pairs), sorted(pairs, reverse=True)
    named = sorted(pairs, key=lambda pair: (pair[1], pair[0]))
    other = sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)
    return up[0][1] * up[1][0] + down[0][1] * named[0][0] * other[1][0]
