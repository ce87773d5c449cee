"""The function that every text on automatic differentiation starts with: the distance of a point from the origin.

ast-ad ssa examples/distance.py         the function as a table of single operations
ast-ad tangent examples/distance.py     forward mode: one direction at a time
ast-ad adjoint examples/distance.py     reverse mode: all partial derivatives at once
"""


def distance(x1, x2):
    return (x1**2 + x2**2) ** 0.5
