"""Exports a tf.data pipeline, `map` included, as a SavedModel that runs without Python.

python export.py exported
"""

import csv
import pathlib
import sys

import tensorflow as tf

HERE = pathlib.Path(__file__).resolve().parent
ROWS = list(csv.DictReader(open(HERE / "cars.csv", encoding="utf-8")))
SIZES = ["horsepower", "displacement", "weight"]
COLUMNS = {
    "name": [row["name"] for row in ROWS],
    "origin": [row["origin"] for row in ROWS],
    "mpg": [float(row["mpg"]) for row in ROWS],
    "sizes": [[float(row[size]) for size in SIZES] for row in ROWS],
}


def features(car):
    """What the pipeline makes of a row: metric, and scaled to about one."""
    return {
        "name": car["name"],
        "origin": car["origin"],
        "litres_per_100km": 235.215 / car["mpg"],
        "frugal": car["mpg"] > 30,
        "sizes": car["sizes"] / [100.0, 100.0, 1000.0],
    }


class Cars(tf.Module):
    @tf.function(input_signature=[])
    def dataset(self):
        return tf.data.Dataset.from_tensor_slices(COLUMNS).map(features)


cars = Cars()
tf.saved_model.save(cars, sys.argv[1], signatures={"dataset": cars.dataset})
