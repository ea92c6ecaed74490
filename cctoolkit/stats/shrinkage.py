"""Estimates of many units at once, each drawn to the common mean as far as its noise asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cctoolkit.stats.estimates import finite, normal_quantile, ratio, successes_of, tail

MAX_LOG_PRECISION = 18.0


@dataclass(frozen=True, slots=True, eq=False)
class BetaShrinkage:
    """Shares after shrinkage: posterior means and limits, and the prior that shrank them.

    `own_weight` is the part of each estimate that is the unit's own share; the rest is the
    prior's mean. `alpha` and `beta` are infinite when units differ no more than chance makes
    them, and then all estimates are the common share.
    """

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own_weight: np.ndarray
    prior_mean: float
    alpha: float
    beta: float


@dataclass(frozen=True, slots=True, eq=False)
class NormalShrinkage:
    """Means after shrinkage, with the common mean and the variance between units."""

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own_weight: np.ndarray
    mean: float
    between_variance: float


def shrink_beta(
    successes, n, *, prior: tuple[float, float] | None = None, confidence: float = 0.95
) -> BetaShrinkage:
    """Shares of many units under a common beta prior, given or fitted (empirical Bayes).

    A fitted prior is that of maximum likelihood for the beta-binomial distribution. It is the
    prior of these units: don't compare with estimates shrunk among others. If volume goes with
    quality (new agents take fewer calls), shrink within strata of volume.

    Parameters
    ----------
    successes, n : int array, k
        A unit with n = 0 gets the prior's mean.
    prior : (alpha, beta), optional
        Fitted if absent.
    confidence : float
        Of the posterior limits, which take the prior as known.

    Raises
    ------
    ValueError
        If counts are not counts, a prior is not positive, or there is nothing to fit it to.

    Examples
    --------
    >>> shrink_beta([4, 300], [10, 1000], prior=(78.7, 224.9)).estimate.round(4)
    array([0.2637, 0.2905])
    """
    successes, n = (np.atleast_1d(array) for array in successes_of(successes, n))
    alpha, beta, mean = _fitted_prior(successes, n) if prior is None else _given_prior(*prior)
    own_weight = n / (n + alpha + beta)
    estimate = mean + own_weight * (np.where(n > 0, ratio(successes, n), mean) - mean)
    low, high = _beta_limits(successes, n, alpha, beta, tail(confidence))
    return BetaShrinkage(estimate, low, high, own_weight, mean, alpha, beta)


def shrink_normal(
    estimate, standard_error, *, method: str = "dersimonian_laird", confidence: float = 0.95
) -> NormalShrinkage:
    """Means of many units drawn to their common mean by a normal-normal model.

    Each keeps the share tau2 / (tau2 + se**2) of its distance from the common mean, where tau2
    is the variance between units and is never below 0. The limits count the error of the common
    mean but not that of tau2, so with few units they are too narrow.

    Parameters
    ----------
    estimate, standard_error : float array, k
        Each unit's mean and its standard error (above 0).
    method : {"dersimonian_laird", "james_stein"}
        How tau2 is estimated: by moments of the weighted squares, or with k - 3 in place of
        k - 1 (Efron and Morris), which asks for equal standard errors and four units.
    confidence : float

    Raises
    ------
    ValueError
        On missing values, standard errors not above 0, or fewer units than the method needs.

    References
    ----------
    DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188.
    Efron and Morris (1975), JASA 70, 311-319.

    Examples
    --------
    >>> shrink_normal([1.0, 2.0, 6.0], [1.0, 1.0, 1.0]).estimate.round(2)
    array([1.29, 2.14, 5.57])
    """
    y, error = _units(estimate, standard_error)
    between = _between_variance(y, error, method)
    spread = error**2 + between
    mean = float((y / spread).sum() / (1 / spread).sum())
    own_weight = between / spread
    variance = own_weight * error**2 + (1 - own_weight) ** 2 / (1 / spread).sum()
    shrunk = mean + own_weight * (y - mean)
    reach = normal_quantile(confidence) * np.sqrt(variance)
    return NormalShrinkage(shrunk, shrunk - reach, shrunk + reach, own_weight, mean, between)


def _given_prior(alpha: float, beta: float) -> tuple[float, float, float]:
    if not (0 < alpha < np.inf and 0 < beta < np.inf):
        raise ValueError(f"a beta prior needs two positive numbers, not {alpha} and {beta}")
    return float(alpha), float(beta), float(alpha / (alpha + beta))


def _fitted_prior(successes: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    """Fit alpha and beta by maximum likelihood, infinite if there is no extra variation."""
    order = np.lexsort((n, successes))
    s, f = successes[order], (n - successes)[order]
    if not n.sum():
        raise ValueError("there are no trials to fit a prior to")
    mean = float(s.sum() / n.sum())
    if mean in (0.0, 1.0) or _extra_variation(s, f, mean) <= 0:
        return np.inf, np.inf, mean
    alpha, beta = _most_likely_prior(s, f, mean)
    return alpha, beta, alpha / (alpha + beta)


def _extra_variation(s: np.ndarray, f: np.ndarray, mean: float) -> float:
    """Return Tarone's score: above 0 if units differ more than binomial chance makes them."""
    n = s + f
    return float((s * (s - 1) / mean + f * (f - 1) / (1 - mean) - n * (n - 1)).sum())


def _most_likely_prior(s: np.ndarray, f: np.ndarray, mean: float) -> tuple[float, float]:
    """Maximise the beta-binomial likelihood over the logit of the mean and the log precision."""
    from scipy.optimize import minimize
    from scipy.special import betaln, digamma, expit, logit

    def loss_and_slope(point):
        share, precision = expit(point[0]), np.exp(point[1])
        a, b = share * precision, (1 - share) * precision
        common = digamma(precision) - digamma(s + f + precision)
        by_a = (digamma(s + a) - digamma(a) + common).sum()
        by_b = (digamma(f + b) - digamma(b) + common).sum()
        loss = (betaln(a, b) - betaln(s + a, f + b)).sum()
        return loss, -np.array([a * (1 - share) * (by_a - by_b), a * by_a + b * by_b])

    start = [float(logit(mean)), np.log(10.0)]
    bounds = [(-30, 30), (-MAX_LOG_PRECISION, MAX_LOG_PRECISION)]
    found = minimize(
        loss_and_slope, start, jac=True, bounds=bounds, method="L-BFGS-B",
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 1000},
    )  # fmt: skip
    share, precision = expit(found.x[0]), np.exp(found.x[1])
    return float(share * precision), float((1 - share) * precision)


def _beta_limits(
    successes: np.ndarray, n: np.ndarray, alpha: float, beta: float, below: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return posterior limits; of the pooled share (Jeffreys) where the prior is a point."""
    from scipy.special import betaincinv

    a, b = successes + alpha, n - successes + beta
    if np.isinf(alpha):
        a = np.full(n.shape, successes.sum() + 0.5)
        b = np.full(n.shape, (n - successes).sum() + 0.5)
    return betaincinv(a, b, below), betaincinv(a, b, 1 - below)


def _units(estimate, standard_error) -> tuple[np.ndarray, np.ndarray]:
    y, error = np.broadcast_arrays(
        np.atleast_1d(finite(estimate, "estimate")), finite(standard_error, "standard_error")
    )
    if (error <= 0).any():
        raise ValueError("standard errors must be above 0")
    return y, error


def _between_variance(y: np.ndarray, error: np.ndarray, method: str) -> float:
    if method == "dersimonian_laird":
        return _dersimonian_laird(y, error)
    if method == "james_stein":
        return _james_stein(y, error)
    raise ValueError(f"unknown method {method!r}: use dersimonian_laird or james_stein")


def _dersimonian_laird(y: np.ndarray, error: np.ndarray) -> float:
    if y.size < 2:
        raise ValueError("shrinkage needs at least 2 units")
    weight = 1 / error**2
    mean = (weight * y).sum() / weight.sum()
    excess = (weight * (y - mean) ** 2).sum() - (y.size - 1)
    return float(max(excess / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0))


def _james_stein(y: np.ndarray, error: np.ndarray) -> float:
    if y.size < 4:
        raise ValueError("james_stein needs at least 4 units")
    if not np.allclose(error, error[0]):
        raise ValueError("james_stein needs equal standard errors; use dersimonian_laird")
    return float(max(((y - y.mean()) ** 2).sum() / (y.size - 3) - error[0] ** 2, 0.0))
