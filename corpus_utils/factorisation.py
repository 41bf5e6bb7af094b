"""Cut a matrix of documents and terms into topics, the same way on every run.

Non-negative matrix factorisation (Lee & Seung 1999) from an NNDSVD start (Boutsidis & Gallopoulos 2008) finds the
topics; spherical k-means in a latent semantic space sharpens them, and each topic becomes the mean of its documents
(Dhillon & Modha 2001, *Concept decompositions*). A document's shares are its least-squares mixture of these means.
"""

import warnings
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF, TruncatedSVD, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

Matrix = NDArray[np.float64]

START_ITERATIONS = 50  # of NMF: it gives a start that k-means moves further
ITERATIONS = 200  # of the mixtures' least squares
ROUNDS = 20  # of k-means; it settles within five
LATENT_PER_ROOT = 2  # dimensions of the latent space by the square root of documents: 20 for 100, 200 for 10,000
LATENT = 200
DIGITS = 9  # kept of a weight: the last bits differ between processors


def latent_space(matrix: csr_matrix) -> Matrix:
    """Return the documents as unit vectors in a latent semantic space (Deerwester et al. 1990)."""
    dimensions = min(LATENT, round(LATENT_PER_ROOT * matrix.shape[0] ** 0.5), min(matrix.shape) - 1)
    with threadpool_limits(1):
        return normalize(TruncatedSVD(dimensions, n_iter=4, random_state=0).fit_transform(matrix))


def factorise(matrix: csr_matrix, k: int, space: Matrix | None = None) -> Matrix:
    """Return ``k`` topics as rows of unit length over the terms, none negative.

    ``space`` is ``latent_space(matrix)``, for those who factorise one matrix more than once.
    """
    space = latent_space(matrix) if space is None else space
    # One thread: the order of summation, and with it the last bit, hangs on the number of threads.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a start need not have converged
        nmf = NMF(k, init="nndsvd", tol=1e-3, max_iter=START_ITERATIONS, random_state=0)
        weights = nmf.fit_transform(matrix) * np.linalg.norm(nmf.components_, axis=1)
        owner = _sharpen(space, weights.argmax(axis=1), k)
        means = _means(matrix, owner, k)
        empty = ~means.any(axis=1)
        means[empty] = normalize(nmf.components_[empty]) if empty.any() else 0
    return np.round(means, DIGITS)


def _sharpen(space: Matrix, owner: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    """Move documents to the nearest topic of the latent space until none moves."""
    for _ in range(ROUNDS):
        moved = (space @ _means(space, owner, k).T).argmax(axis=1)
        if (moved == owner).all():
            break
        owner = moved
    return owner


def _means(rows: csr_matrix | Matrix, owner: NDArray[np.intp], k: int) -> Matrix:
    """Return the direction of each topic's documents; zeros for a topic without documents."""
    member = csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(k, len(owner)))
    sums = member @ rows
    return normalize(sums.toarray() if isinstance(sums, csr_matrix) else sums)


def mixtures(matrix: csr_matrix, components: Matrix) -> Matrix:
    """Return each document's shares in the topics; they sum to 1, or to 0 for a document without known terms."""
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # an empty row never converges
        weights, _, _ = non_negative_factorization(
            matrix, H=components, update_H=False, n_components=len(components), tol=1e-6, max_iter=ITERATIONS
        )
    total = weights.sum(axis=1, keepdims=True)
    return np.round(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0), DIGITS)


def update(shards: Iterable[csr_matrix], components: Matrix) -> Matrix:
    """Return the topics after one pass over a corpus in shards: each becomes the mean of all its documents.

    Holds one shard and the topics in memory.
    """
    sums = np.zeros_like(components)
    for matrix in shards:
        owner = mixtures(matrix, components).argmax(axis=1)
        member = csr_matrix((np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(components), len(owner)))
        sums += (member @ matrix).toarray()
    moved: Matrix = np.where(sums.any(axis=1, keepdims=True), normalize(sums), components)
    return np.round(moved, DIGITS)
