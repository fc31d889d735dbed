"""Batches of (f32[25], i32) out of arrays in memory: slices.py ELEMENTS REPEATS prints one JSON line."""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf


def make(elements):
    """The same numbers as the Rust side makes."""
    x = (np.arange(elements * 25, dtype=np.uint32) % 1000).astype(np.float32).reshape(elements, 25) / 8
    y = (np.arange(elements, dtype=np.uint32) % 10).astype(np.int32)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(1024)


def batch(dataset):
    return [(x.numpy(), y.numpy()) for x, y in dataset]


def concat(dataset):
    xs, ys = zip(*batch(dataset))
    return [(np.concatenate(xs), np.concatenate(ys))]


def timed(way, dataset):
    wall, cpu = time.perf_counter(), time.process_time()
    parts = way(dataset)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    total = sum(float(x.sum(dtype=np.float64)) + float(y.sum(dtype=np.float64)) for x, y in parts)
    return {"wall": wall, "cpu": cpu, "elements": sum(len(y) for _, y in parts), "sum": total}


elements, repeats = map(int, sys.argv[1:])
dataset = make(elements)
samples = {way.__name__: [] for way in (batch, concat)}
for _ in range(repeats):
    for way in (batch, concat):
        samples[way.__name__].append(timed(way, dataset))
print(json.dumps({f"tfdata_python_{name}": of_way for name, of_way in samples.items()}))
