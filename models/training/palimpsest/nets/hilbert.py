"""The order of Hilbert's curve, in which LSTM-EnDec reads the patches of a picture: neighbours in it are neighbours there."""


def steps(side):
    """When the curve comes to each cell: ``side`` rows of ``side`` numbers 0, 1, ...; ``side`` a power of two.

    It begins in the upper left cell and ends in the lower left one. Its quarters are curves of half the side: the first is
    mirrored at the main diagonal, the last at the other one.
    """
    if side == 1:
        return [[0]]
    half = side // 2
    quarter = half * half
    part = steps(half)
    first = [[part[j][i] for j in range(half)] for i in range(half)]
    last = [[part[half - 1 - j][half - 1 - i] + 3 * quarter for j in range(half)] for i in range(half)]
    upper = [first[i] + [value + quarter for value in part[i]] for i in range(half)]
    lower = [last[i] + [value + 2 * quarter for value in part[i]] for i in range(half)]
    return upper + lower
