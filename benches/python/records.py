"""The ways in which Python reads TFRecord files of tf.train.Example to arrays.

    records.py time JOB FOLDER REPEATS    times every way and prints one JSON line
    records.py first FOLDER SIZE          prints the seconds from the start of Python to the first batch
    records.py memory JOB FOLDER          reads all, and prints the peak memory
"""

import time

STARTED = time.time()

import glob
import json
import os
import resource
import sys
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf

FLOATS = [f"f{number:02}" for number in range(25)]
INTS = [f"i{number}" for number in range(3)]


def one(dtype, default=None):
    return tf.io.FixedLenFeature([], dtype, default)


def features(job):
    if job in ("mnist", "gzip"):
        return {"image": one(tf.string), "label": one(tf.int64)}
    if job == "wide":
        return {"x": tf.io.FixedLenFeature([1024], tf.float32)}
    if job == "tokens":
        return {"tokens": tf.io.RaggedFeature(tf.int64, row_splits_dtype=tf.int64)}
    missing = job == "tabular_shuffled"
    return {
        **{name: one(tf.float32, -1.0 if missing else None) for name in FLOATS},
        **{name: one(tf.int64, -1 if missing else None) for name in INTS},
        "text": one(tf.string),
    }


def parser(job):
    wanted = features(job)

    def parse(records):
        batch = tf.io.parse_example(records, wanted)
        if "image" in batch:
            batch["image"] = tf.io.decode_raw(batch["image"], tf.uint8, fixed_length=784)
        return batch

    return parse


def records(job, files):
    kind = "GZIP" if job == "gzip" else None
    return tf.data.TFRecordDataset(files, kind, buffer_size=4 << 20)


def one_thread(job, files, count):
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1
    return records(job, files).batch(1024).map(parser(job)).with_options(options)


def parallel(job, files, count):
    return records(job, files).batch(1024).map(parser(job), tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)


def interleave(job, files, count):
    # Blocks that are longer than a file keep the order.
    def of_file(file):
        return records(job, file).batch(1024).map(parser(job))

    names = tf.data.Dataset.from_tensor_slices(files)
    return names.interleave(of_file, cycle_length=2, block_length=1 << 20, num_parallel_calls=2).prefetch(8)


def single(job, files, count):
    return records(job, files).batch(count).map(parser(job))


WAYS = [one_thread, parallel, interleave, single]


def taken(dataset):
    """Every batch, joined: an array for each feature, two for tokens."""
    columns = {}
    for batch in dataset:
        for name, value in batch.items():
            if isinstance(value, tf.RaggedTensor):
                value = (value.values.numpy(), value.row_lengths().numpy())
            else:
                value = value.numpy()
            columns.setdefault(name, []).append(value)
    for name, parts in columns.items():
        if isinstance(parts[0], tuple):
            lengths = np.concatenate([part[1] for part in parts])
            splits = np.zeros(len(lengths) + 1, np.int64)
            np.cumsum(lengths, out=splits[1:])
            columns[name] = (np.concatenate([part[0] for part in parts]), splits)
        else:
            columns[name] = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return columns


def checksum(job, columns):
    """The CRC-32 of each array's bytes, added up, each times its place; as in records/columns.rs."""
    arrays = []
    for name in features(job):
        value = columns[name]
        arrays.extend(value if isinstance(value, tuple) else [value])
    crcs = [zlib.crc32(b"\n".join(a) if a.dtype == object else np.ascontiguousarray(a)) for a in arrays]
    return float(sum(crc * place for place, crc in enumerate(crcs, 1)))


def rows(columns):
    value = next(iter(columns.values()))
    return len(value[1]) - 1 if isinstance(value, tuple) else len(value)


def timed(job, dataset):
    wall, cpu = time.perf_counter(), time.process_time()
    columns = taken(dataset)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": wall, "cpu": cpu, "elements": rows(columns), "sum": checksum(job, columns)}


def main(what, *rest):
    if what == "time":
        job, folder, repeats = rest
        files = sorted(glob.glob(os.path.join(folder, "data-*")))
        count = int(os.path.basename(folder).split("-")[1])
        datasets = {way.__name__: way(job, files, count) for way in WAYS}
        samples = {name: [] for name in datasets}
        for _ in range(int(repeats)):
            for name, dataset in datasets.items():
                samples[name].append(timed(job, dataset))
        print(json.dumps({f"tfdata_python_{name}": of_way for name, of_way in samples.items()}))
    elif what == "first":
        folder, size = rest
        files = sorted(glob.glob(os.path.join(folder, "data-*")))
        dataset = records("mnist", files).batch(int(size)).map(parser("mnist"))
        batch = next(iter(dataset))
        image = batch["image"].numpy()
        print(json.dumps({"seconds": time.time() - STARTED, "rows": len(image)}))
    elif what == "memory":
        job, folder = rest
        files = sorted(glob.glob(os.path.join(folder, "data-*")))
        taken(parallel(job, files, 0))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"peak": peak * (1 if sys.platform == "darwin" else 1024)}))
    else:
        raise SystemExit(__doc__)


main(*sys.argv[1:])
