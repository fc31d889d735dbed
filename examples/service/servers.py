"""A dispatcher and two workers of tf.data service on loopback, and a dataset that is registered with them.

Prints the dispatcher's address when all is ready, and ends with its standard input. On a cluster each server is a
process of its own: see README.md.
"""
import sys

import tensorflow as tf

service = tf.data.experimental.service

dispatcher = service.DispatchServer(service.DispatcherConfig(port=0))
address = dispatcher.target.split("://")[1]
workers = [service.WorkerServer(service.WorkerConfig(dispatcher_address=address)) for _ in range(2)]

numbers = tf.data.Dataset.range(100_000).map(lambda n: {"number": n, "text": tf.strings.as_string(n)}).batch(100)
service.register_dataset(dispatcher.target, numbers, dataset_id="numbers")

print(address, flush=True)
sys.stdin.read()
