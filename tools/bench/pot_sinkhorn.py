"""Times POT's sinkhorn_log on a problem given as float64 files: cost, a, b.

Usage: pot_sinkhorn.py COST A B EPSILON ITERATIONS RUNS
Prints one JSON object: version, seconds (one entry a run), transportCost.
"""

import json
import sys
import time

import numpy as np
import ot
from ot.bregman import sinkhorn_log

cost_file, a_file, b_file, epsilon, iterations, runs = sys.argv[1:]
a = np.fromfile(a_file)
b = np.fromfile(b_file)
cost = np.fromfile(cost_file).reshape(len(a), len(b))

seconds = []
for _ in range(int(runs)):
    start = time.perf_counter()
    # stopThr 0: all iterations, as ours. POT updates columns first; transposed, that is rows first.
    plan = sinkhorn_log(
        b, a, cost.T.copy(), float(epsilon), numItermax=int(iterations), stopThr=0, warn=False
    )
    seconds.append(time.perf_counter() - start)

print(
    json.dumps(
        {
            "version": ot.__version__,
            "seconds": seconds,
            "transportCost": float(np.sum(plan * cost.T)),
        }
    )
)
