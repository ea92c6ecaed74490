"""Texts as the bytes and offsets that a column of them is made of."""

import numpy as np

from cctoolkit.metrics.kernels.ids import fingerprints


def as_bytes(texts):
    encoded = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return np.frombuffer(b"".join(encoded) or b"\0", dtype=np.uint8), offsets


def prints_of(texts):
    data, offsets = as_bytes(texts)
    return fingerprints(data, data[: data.size // 8 * 8].view(np.uint64), offsets)
