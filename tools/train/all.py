"""From data to pack with one command:

    /usr/bin/python3 tools/train/all.py --data imagenette-96-train.tar --until-minutes 120

runs the stages one after the other: autoencoder, judge, text encoder and UNet, export, report. Each
is a command of its own and goes on from its last checkpoint, so a stopped run is started again with
the same line. --until-minutes is the UNet's share, the largest. The rendered sample classes are
used if they lie in <work>/broad (see data.py).
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--until-minutes", type=float, default=90)
    parser.add_argument("--autoencoder-minutes", type=float, default=12)
    parser.add_argument("--machine", default="2 CPU cores with bfloat16 matrix units, no GPU")
    arguments = parser.parse_args()
    common = ["--data", arguments.data, "--work", arguments.work]
    stages = [
        ["train_autoencoder.py", "--until-minutes", str(arguments.autoencoder_minutes)],
        ["train_unet.py", "--until-minutes", str(arguments.until_minutes)],
        ["export.py", "--machine", arguments.machine],
        ["judge/report.py"],
    ]
    if not os.path.exists(os.path.join(os.path.expanduser(arguments.work), "judge.pt")):
        stages.insert(1, ["judge/train_judge.py"])
    # Waiting threads sleep: with spinning ones, two jobs on the same cores slow each other tenfold.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    for script, *flags in stages:
        print("==", script, flush=True)
        subprocess.run([sys.executable, os.path.join(HERE, script), *common, *flags],
                       check=True, env=environment)


if __name__ == "__main__":
    main()
