"""Pictures of TFDS directories, decoded by tf.data's map: decode.py PNG_FOLDER JPEG_FOLDER EPOCHS prints one JSON line."""

import glob
import json
import os
import sys
import time
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf


def pictures(folder, decode):
    files = sorted(glob.glob(os.path.join(folder, "*-train.tfrecord-*")))
    options = tf.data.Options()
    options.threading.private_threadpool_size = 1
    options.threading.max_intra_op_parallelism = 1

    def picture(record):
        return decode(tf.io.parse_single_example(record, {"image": tf.io.FixedLenFeature([], tf.string)})["image"])

    return tf.data.TFRecordDataset(files).map(picture).with_options(options)


def accurate(encoded):
    return tf.io.decode_jpeg(encoded, 3, dct_method="INTEGER_ACCURATE")


def main(png, jpeg, epochs):
    epochs = int(epochs)
    ways = {
        "png": (pictures(png, lambda encoded: tf.ensure_shape(tf.io.decode_png(encoded), [28, 28, 1])), 256, 10),
        # tfds.load decodes with the fast inverse DCT, whose values differ; so only the times count.
        "jpeg": (pictures(jpeg, lambda encoded: tf.io.decode_jpeg(encoded, 3)), None, 10),
        "jpeg_accurate": (pictures(jpeg, accurate), None, 10),
    }
    samples = {}
    for name, (dataset, batch, times) in ways.items():
        total = None if name == "jpeg" else sum(zlib.crc32(picture.numpy()) for picture in dataset)
        repeated = dataset.repeat(times)
        repeated = repeated.batch(batch) if batch else repeated
        of_way = samples.setdefault(f"tfdata_python_{name}", [])
        for _ in range(epochs):
            wall, cpu = time.perf_counter(), time.process_time()
            elements = 0
            for pictures_ in repeated:
                elements += int(pictures_.shape[0]) if batch else 1
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            of_way.append({"wall": wall, "cpu": cpu, "elements": elements, "sum": total})
    print(json.dumps(samples))


main(*sys.argv[1:])
