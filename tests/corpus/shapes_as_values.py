"""Shapes and tuples of positions that are handed on: to library functions, and as indices."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from corpus import program

IMAGE = np.array([[0.3, -0.7, 1.4, 0.2], [1.1, 0.6, -0.4, 0.9], [-0.8, 0.5, 0.1, -1.2]])
KERNEL = np.array([[0.5, -0.25], [1.5, 0.75]])


@program(IMAGE, KERNEL, features="linear view")
def windows_of_the_shape_of_another_array(image, kernel):
    windows = sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows, kernel)


@program(IMAGE, KERNEL, features="reshape")
def repetitions_by_a_shape(image, kernel):
    tiled = np.tile(kernel, image.shape)
    around = np.pad(image, kernel.shape, "wrap") * np.pad(image, kernel.shape, mode="linear_ramp")
    rolled = np.roll(image, kernel.shape, axis=(0, 1)) + np.roll(image, [1, 2], [0, 1])
    return tiled * tiled, np.resize(kernel, image.shape) * rolled, around


@program(IMAGE, 1, features="reshape")
def borders_of_a_width_that_is_a_variable(image, width):
    picked = np.pad(image, width, mode="reflect") * np.pad(image, (width, width), mode="edge")
    return picked, np.pad(image, ((width, 0), (0, width)), mode="symmetric", reflect_type="odd")


@program(IMAGE, [1, 2], features="reshape")
def rolled_by_a_list(image, shift):
    return np.roll(image, shift, axis=(0, 1)) ** 2


@program(IMAGE, features="index loop")
def tuples_of_positions(image):
    total = image[tuple(np.arange(2))] + image[tuple(reversed(range(2)))]
    for place in np.argwhere(image > 1.0):
        total = total + image[tuple(place)] ** 2
    pairs = np.array([[0, 2], [3, 1]])
    return total, image[tuple(pairs)] * image[tuple(pairs[:, ::-1])]


@program(IMAGE, features="reshape reduction")
def axes_in_reverse(image):
    return np.transpose(image, tuple(reversed(range(image.ndim)))) * 2.0, image.transpose(*reversed(range(2))) ** 2
