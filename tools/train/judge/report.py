"""The report: measures the trained pack and prints the table, for people and for the model card.

    python3 tools/train/judge/report.py --data imagenette-96-train.tar [--quick]

--quick measures in bfloat16 without the two slow rows, for a look during training, and writes
nothing. The full run writes report.json, samples.png and curves.png into the pack's folder and the
table between the markers of MODEL_CARD.md. The two browser rows are read from browser.json there,
filled in by hand from `npm run bench -- browser`: {"imageSeconds", "firstStepSeconds"}.
"""

import argparse
import datetime
import json
import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))

import data
from blocks import pick_device
from card import PACK, write_part
from fused import keep_memory
from generate import Model
from judge.measure import BARS, generate, measure
from schedule import GUIDANCE

BROWSER = {
    "imageSeconds": ("speed in Chromium, WASM, two threads: one image, seconds", "<", 1.5),
    "firstStepSeconds": ("load from a warm cache to first step, seconds", "<", 2.0),
}


def passes(value, sign, bar):
    return {">=": value >= bar, "<=": value <= bar, "<": value < bar}[sign]


def shown(key, value):
    return f"{value:.2f}" if key == "psnr" else f"{value:.3g}"


def table(figures, compared, browser):
    """Markdown: what, value, bar, verdict, and the values at the compared guidances."""
    extra = "".join(f" guidance {c['guidance']:g} everywhere |" for c in compared)
    rows = [f"| what | value | bar | |{extra}", "|---|---|---|---|" + "---|" * len(compared)]
    for source, bars in ((figures, BARS), (browser, BROWSER)):
        for key, (what, sign, bar) in bars.items():
            value, verdict = "not measured here", ""
            if key in source:
                value = shown(key, source[key])
                verdict = "pass" if passes(source[key], sign, bar) else "**fail**"
            beside = "".join(f" {shown(key, c[key])} |" if key in c else " |" for c in compared)
            rows.append(f"| {what} | {value} | {sign} {bar:g} | {verdict} |{beside}")
    return "\n".join(rows)


def contact_sheet(images, columns, path, zoom=1):
    from PIL import Image
    rows = len(images) // columns
    side = images.shape[1]
    sheet = images[:rows * columns].reshape(rows, columns, side, side, 3)
    sheet = sheet.transpose(0, 2, 1, 3, 4).reshape(rows * side, columns * side, 3)
    picture = Image.fromarray(sheet)
    picture = picture.resize((picture.width * zoom, picture.height * zoom), Image.NEAREST)
    picture.save(path, optimize=True)


def plot_curves(work, path):
    """The training curves as a PNG, drawn with PIL: v loss (train and held-out) over samples."""
    from PIL import Image, ImageDraw
    rows = [json.loads(line) for line in open(os.path.join(work, "unet.jsonl"))]
    rows = [r for r in rows if r["seen"] > 20000] or rows
    width, height, left, bottom = 660, 320, 60, 40
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    values = [r[k] for r in rows for k in ("loss", "validation")]
    low, high, last = min(values), max(values), max(r["seen"] for r in rows)
    across, up = width - left - 40, height - bottom - 20
    at = lambda seen, v: (left + seen / last * across,
                          height - bottom - (v - low) / (high - low + 1e-9) * up)
    for i in range(5):
        v = low + (high - low) * i / 4
        draw.line([at(0, v), at(last, v)], fill="#ddd")
        draw.text((8, at(0, v)[1] - 6), f"{v:.3f}", fill="#333")
        draw.text((at(last * i / 4, low)[0] - 20, height - bottom + 8), f"{last * i / 4e6:.2f} M",
                  fill="#333")
    for key, colour in (("loss", "#2f6db3"), ("validation", "#c2571a")):
        draw.line([at(r["seen"], r[key]) for r in rows], fill=colour, width=2)
    draw.text((width - 250, 12), "v loss: training (its own t)", fill="#2f6db3")
    draw.text((width - 250, 28), "held-out, EMA (uniform t)", fill="#c2571a")
    draw.text((width // 2 - 40, height - 16), "samples seen", fill="#333")
    picture.save(path, optimize=True)


def machine(device):
    if device.type == "cuda":
        return torch.cuda.get_device_name(0)
    return f"{os.cpu_count()} CPU cores, no GPU"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--guidance", type=float, default=GUIDANCE)
    parser.add_argument("--cfg-from", type=float, default=0.0,
                        help="guidance holds from here on the noise schedule, t / T")
    parser.add_argument("--cfg-to", type=float, default=1.0,
                        help="guidance holds up to here")
    parser.add_argument("--compare", type=float, nargs="*", default=[3.0, 2.0],
                        help="guidances to report beside, at all noise levels")
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--solver", default="dpmsolver++2m")
    parser.add_argument("--karras", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    keep_memory()
    torch.set_num_threads(arguments.threads)
    work, device = data.work_dir(arguments.work), pick_device()
    model = Model(work, device, torch.bfloat16 if arguments.quick else torch.float32)
    say = lambda what: print(what, file=sys.stderr, flush=True)
    figures, compared, images = measure(model, arguments, work, say)
    if arguments.quick:
        print(json.dumps(figures))
        contact_sheet(images.reshape(10, 50, 64, 64, 3)[:, :12].reshape(-1, 64, 64, 3), 12,
                      os.path.join(work, "quick.png"), 2)
        return
    path = os.path.join(PACK, "browser.json")
    browser = json.load(open(path)) if os.path.exists(path) else {}
    today = datetime.date.today().isoformat()
    text = (f"Measured {today} on {machine(device)}; the judge is right for "
            f"{figures['judgeAccuracy']:.1%} of all held-out real images. Guidance "
            f"{arguments.guidance:g} where t / T lies from {arguments.cfg_from:g} to "
            f"{arguments.cfg_to:g}, {arguments.steps} steps, {arguments.solver}"
            f"{' on Karras sigmas' if arguments.karras else ''}, seed {arguments.seed}, "
            f"50 images a class.\n\n{table(figures, compared, browser)}\n\n"
            f"For reading the Frechet row: reconstructions of real training images alone reach "
            f"{figures['frechetReconstructedRatio']:.2f} x.")
    print(text)
    with open(os.path.join(PACK, "report.json"), "w", encoding="utf-8") as file:
        json.dump({"date": today, "machine": machine(device), **figures, "compared": compared},
                  file, indent=1)
    per_class = images.reshape(10, 50, 64, 64, 3)[:, :8].reshape(-1, 64, 64, 3)
    broad = model.classes[len(data.CLASSES):]
    if broad:
        prompts = [f"a photo of a {name}" for name in broad for _ in range(8)]
        extra = generate(model, arguments, work, prompts, arguments.guidance, arguments.seed + 1)
        per_class = np.concatenate([per_class, extra])
    contact_sheet(per_class, 8, os.path.join(PACK, "samples.png"))
    plot_curves(work, os.path.join(PACK, "curves.png"))
    write_part("report", text)


if __name__ == "__main__":
    main()
