"""A saved model in scikit-learn, for whatever reads scikit-learn's models, such as skl2onnx."""

import numpy as np
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

COVARIANCE_TYPES = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}


def pipeline(model: dict) -> Pipeline:
    """Scaler and mixture of a saved model's JSON: features in their units in, components and their probabilities out.

    The name of component i is `model["segments"][i]`. A feature whose `logarithm` is true must be given as ln(1 + x); a model
    with categories is refused.
    """
    if model["mixture"].get("categories"):
        raise ValueError("scikit-learn's mixtures have no categories; use `segments assign` or `segments sql`")
    return make_pipeline(scaler(model["scaler"]), mixture(model["mixture"]))


def scaler(parameters: dict) -> StandardScaler:
    result = StandardScaler()
    result.mean_, result.scale_ = np.array(parameters["mean"]), np.array(parameters["std"])
    result.var_, result.n_features_in_ = result.scale_**2, len(result.mean_)
    return result


def mixture(parameters: dict) -> GaussianMixture:
    covariances = np.array(parameters["covariances"]["values"])
    covariance_type = COVARIANCE_TYPES[parameters["covariances"]["type"]]
    result = GaussianMixture(len(parameters["weights"]), covariance_type=covariance_type)
    result.weights_, result.means_ = np.array(parameters["weights"]), np.array(parameters["means"])
    result.covariances_, result.n_features_in_ = covariances, result.means_.shape[1]
    if covariance_type in ("diag", "spherical"):
        result.precisions_cholesky_ = 1 / np.sqrt(covariances)
    else:
        result.precisions_cholesky_ = np.swapaxes(np.linalg.inv(np.linalg.cholesky(covariances)), -2, -1)
    return result
