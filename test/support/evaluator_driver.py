"""Parts of evaluate.py for tests: a list of requests a line on stdin, a list of answers a line on stdout, as JSON.

What went wrong stands in place of the list, as a text. It ends with its stdin.

    python evaluator_driver.py FOLDER_OF_EVALUATE_PY
"""

import base64
import contextlib
import io
import json
import sys
import traceback

sys.path.insert(0, sys.argv[1])
import evaluate
import torch


def received(text, dtype):
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=dtype)


def sent(values):
    return base64.b64encode(values.contiguous().numpy().tobytes()).decode()


def logits(network, side, classes, parameters, weights, pixels, rows):
    """Under the names that Stillroom gives the parameters; all of them, and no others."""
    net = evaluate.build(network, side, classes)
    flat = received(weights, torch.float32)
    state = {p["name"]: flat[p["offset"]:p["offset"] + p["length"]].view(p["dims"]) for p in parameters}
    net.load_state_dict(state, strict=True)
    with torch.no_grad():
        return sent(net.eval()(received(pixels, torch.float32).view(rows, 3, side, side)))


def first_deviations(network, side, classes):
    """By parameter: the deviation and the largest magnitude of its first values."""
    torch.manual_seed(1)
    named = evaluate.build(network, side, classes).named_parameters()
    return {name: [part.std(unbiased=False).item(), part.abs().max().item()] for name, part in named}


def settings(preset, perClass, classes):
    return evaluate.resolve(evaluate.PROTOCOLS[preset], perClass, classes)


def rates(first, epochs):
    return [evaluate.learning_rate(first, epoch, epochs) for epoch in range(epochs)]


def augment(pixels, side, draws):
    """One image [side, side, 3] of bytes, augmented so many times: [draws, 3, side, side]."""
    image = received(pixels, torch.uint8).view(side, side, 3).permute(2, 0, 1).float() / 255
    rng = torch.Generator().manual_seed(3)
    return sent(evaluate.augment(image.expand(draws, 3, side, side), rng))


def boxes(side, draws):
    rng = torch.Generator().manual_seed(2)
    return [evaluate.crop_box(side, rng) for _ in range(draws)]


def cutmix(side, draws):
    """Of a black and a white image: what the first keeps of its label, and of its pixels."""
    rng = torch.Generator().manual_seed(4)
    images = torch.stack([torch.zeros(3, side, side), torch.ones(3, side, side)])
    found = []
    for _ in range(draws):
        mixed, targets = evaluate.cut_mix(images, torch.eye(2), rng)
        found.append([targets[0, 0].item(), 1 - mixed[0].mean().item()])
    return found


def load(path, setSide, side):
    return sent(evaluate.load(path, setSide, side).permute(1, 2, 0))


def below(folder):
    return [path[len(folder) + 1:].replace("\\", "/") for path in evaluate.images_below(folder)]


def held(folder, percent):
    return [path.replace("\\", "/").split("/")[-1] for path in
            evaluate.held_out(evaluate.images_below(folder), percent)]


def soft(data, temperature):
    classes = evaluate.Classes(data)
    files = evaluate.first_images(classes, None)
    targets = evaluate.soft_targets(classes, files, data, temperature)
    return {"classes": classes.names, "files": files, "targets": sent(targets)}


def weights(data, ipc):
    classes = evaluate.Classes(data)
    files = evaluate.first_images(classes, ipc)
    return evaluate.share_weights(classes, files, data).tolist()


def real(data, root):
    """Files of real images by class, below the root."""
    found = evaluate.Classes(data).real(root, "--test")
    return [[path[len(root) + 1:].replace("\\", "/") for path in files] for files in found]


def refused(words):
    """What the command ends with."""
    try:
        with contextlib.redirect_stdout(sys.stderr):
            evaluate.main(words)
    except SystemExit as end:
        return str(end.code)
    return ""


def said(words):
    """What the command writes to its standard output."""
    progress = contextlib.redirect_stderr(io.StringIO())
    with progress, contextlib.redirect_stdout(io.StringIO()) as out:
        evaluate.main(words)
    return out.getvalue()


KINDS = (logits, first_deviations, settings, rates, augment, boxes, cutmix, load, below, held, real,
         refused, said, soft, weights)
kinds = {kind.__name__: kind for kind in KINDS}
for line in sys.stdin:
    try:
        answers = [kinds[request.pop("kind")](**request) for request in json.loads(line)]
    except (Exception, SystemExit):
        answers = traceback.format_exc()
    print(json.dumps(answers), flush=True)
