"""The function that every text on automatic differentiation starts with: the distance of a point from the origin.

    ast-ad ssa examples/distance.py         the function as a table of single operations
    ast-ad tangent examples/distance.py     forward mode: one direction at a time
    ast-ad adjoint examples/distance.py     reverse mode: all partial derivatives at once

or all three, with their values, by running this file.
"""


def distance(x1, x2):
    return (x1**2 + x2**2) ** 0.5


def main():
    from ast_ad import adjoint, tangent

    distance_bar = adjoint(distance, names="trace")
    distance_dot = tangent(distance)
    print(distance_bar.ssa)
    print("# along (1, 0): the value, and its derivative by x1")
    print(distance_dot.source)
    print("#", distance_dot(3.0, 4.0, 1.0, 0.0), "\n")
    print("# the derivatives by x1 and by x2, from one seed")
    print(distance_bar.source)
    print("#", distance_bar(3.0, 4.0))


if __name__ == "__main__":
    main()
