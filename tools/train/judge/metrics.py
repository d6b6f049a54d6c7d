"""Distances between two sets of images in the judge's features (float64 [n, d]).

Frechet: |m_a - m_b|^2 + tr(S_a + S_b - 2 (S_a S_b)^(1/2))           (Heusel et al., 2017)
coverage: share of real points with a generated one inside their ball (Naeem et al., 2020)
recall: share of real points inside any generated point's ball        (Kynkaanniemi et al., 2019)
A point's ball reaches to its fifth nearest neighbour in its own set.
"""

import numpy as np
from scipy.linalg import sqrtm
from scipy.spatial.distance import cdist

NEAREST = 5


def frechet(a, b):
    covariance_a, covariance_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = np.real(sqrtm(covariance_a @ covariance_b))
    difference = a.mean(0) - b.mean(0)
    return float(difference @ difference + np.trace(covariance_a + covariance_b - 2 * root))


def radii(points):
    return np.sort(cdist(points, points), axis=1)[:, NEAREST]


def coverage(real, generated):
    return float((cdist(real, generated).min(1) <= radii(real)).mean())


def recall(real, generated):
    return float((cdist(real, generated) <= radii(generated)[None, :]).any(1).mean())


def spread(points, labels):
    """Mean pairwise distance inside a class, averaged over the classes."""
    out = []
    for k in np.unique(labels):
        d = cdist(points[labels == k], points[labels == k])
        out.append(d.sum() / (len(d) * (len(d) - 1)))
    return float(np.mean(out))


def nearest_median(points, training):
    return float(np.median(cdist(points, training).min(1)))
