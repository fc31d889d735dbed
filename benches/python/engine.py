"""The ways in which Python takes (f32[25], i32) elements out of a tf.data dataset, as arrays.

    engine.py time ELEMENTS REPEATS    times every way, the slow ones once, and prints one JSON line
    engine.py memory ELEMENTS WAY      runs one way once, and prints the peak memory as one JSON line
"""

import json
import os
import resource
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf

# One at a time is slow: so many elements are enough to know the time of one.
ONE_BY_ONE = 20_000


def make(elements):
    """The same numbers as the Rust side makes."""
    x = (np.arange(elements * 25, dtype=np.uint32) % 1000).astype(np.float32).reshape(elements, 25) / 8
    y = (np.arange(elements, dtype=np.uint32) % 10).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices((x, y))


def loop(dataset):
    xs, ys = [], []
    for x, y in dataset.take(ONE_BY_ONE):
        xs.append(x.numpy())
        ys.append(y.numpy())
    return np.stack(xs), np.stack(ys)


def as_numpy_iterator(dataset):
    xs, ys = [], []
    for x, y in dataset.take(ONE_BY_ONE).as_numpy_iterator():
        xs.append(x)
        ys.append(y)
    return np.stack(xs), np.stack(ys)


def joined(dataset, size):
    xs, ys = [], []
    for x, y in dataset.batch(size):
        xs.append(x.numpy())
        ys.append(y.numpy())
    return np.concatenate(xs), np.concatenate(ys)


def batch_32(dataset):
    return joined(dataset, 32)


def batch_1024(dataset):
    return joined(dataset, 1024)


def single_element(dataset):
    x, y = dataset.batch(len(dataset)).get_single_element()
    return x.numpy(), y.numpy()


ONE_BY_ONE_WAYS = [loop, as_numpy_iterator]
WAYS = [batch_32, batch_1024, single_element]


def timed(way, dataset):
    wall, cpu = time.perf_counter(), time.process_time()
    x, y = way(dataset)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "elements": len(y), "sum": float(x.sum(dtype=np.float64) + y.sum())}


def main(what, elements, *rest):
    elements = int(elements)
    small = make(100)
    if what == "time":
        dataset = make(elements)
        samples = {way.__name__: [] for way in ONE_BY_ONE_WAYS + WAYS}
        for way in ONE_BY_ONE_WAYS + WAYS:
            way(small)
        for way in ONE_BY_ONE_WAYS:
            samples[way.__name__].append(timed(way, dataset))
        for _ in range(int(rest[0])):
            for way in WAYS:
                samples[way.__name__].append(timed(way, dataset))
        print(json.dumps(samples))
    elif what == "memory":
        way = globals()[rest[0]]
        way(small)
        timed(way, make(elements))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"peak": peak * (1 if sys.platform == "darwin" else 1024)}))
    else:
        raise SystemExit(__doc__)


main(*sys.argv[1:])
