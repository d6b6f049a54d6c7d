"""Writes the pack: four ONNX graphs, the tokenizer and pack.json.

Graphs are traced in float32 and then every large weight is stored as float16 behind a Cast, so
that the file is half the size and the page's CPU path computes in float32. torch 1.13 traces group
norm as Reshape + InstanceNormalization, which every ONNX Runtime provider has. The tensor names
are those of a Stable Diffusion export.
"""

import argparse
import datetime
import hashlib
import json
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

import captions
import data
from autoencoder import CHANNELS
from card import PACK, cost_line, files_table, write_part
from generate import Model
from schedule import BETA_END, BETA_START, GUIDANCE, TRAIN_STEPS
from tokenizer import PAD
from train_autoencoder import as_tensor
from unet import FEATURES, TEXT_WIDTH

OPSET = 17


def export_graph(module, inputs, names, outputs, path):
    dynamic = {name: {0: "n"} for name in [*names, *outputs]}
    torch.onnx.export(module, inputs, path, opset_version=OPSET, input_names=names,
                      output_names=outputs, dynamic_axes=dynamic, do_constant_folding=True)
    model = onnx.load(path)
    fix_shapes(model)
    store_as_half(model)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def fix_shapes(model):
    """Drops the shapes that tracing guessed for values inside; the run-time infers them."""
    del model.graph.value_info[:]


def store_as_half(model, smallest=256):
    """Initialisers of `smallest` or more float32 numbers become float16 and a Cast to float32."""
    graph, casts = model.graph, []
    for i, tensor in enumerate(list(graph.initializer)):
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < smallest:
            continue
        name = tensor.name
        half = numpy_helper.from_array(values.astype(np.float16), name + "_half")
        graph.initializer[i].CopyFrom(half)
        casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT,
                                      name=f"cast_{i}"))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


class TextGraph(nn.Module):
    def __init__(self, text_encoder):
        super().__init__()
        self.text_encoder = text_encoder

    def forward(self, input_ids):
        return self.text_encoder(input_ids.long())


@torch.no_grad()
def latent_to_rgb(model, images):
    """Least squares from scaled latents to RGB in [0, 1] at 16 x 16: (matrix [3][c], bias [3])."""
    x = as_tensor(images, model.device, model.dtype)
    z = model.autoencoder.encoder(x)[:, :CHANNELS].float() * model.scale
    small = nn.functional.avg_pool2d((x.float() + 1) / 2, 4)
    a = z.permute(0, 2, 3, 1).reshape(-1, CHANNELS).cpu().double()
    a = torch.cat([a, torch.ones(len(a), 1, dtype=torch.double)], dim=1)
    b = small.permute(0, 2, 3, 1).reshape(-1, 3).cpu().double()
    solution = torch.linalg.lstsq(a, b).solution
    rounded = lambda v: [round(float(u), 5) for u in v]
    return [rounded(solution[:CHANNELS, k]) for k in range(3)], rounded(solution[CHANNELS])


def described(path):
    content = open(path, "rb").read()
    return {"path": os.path.basename(path), "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest()}


def export(arguments):
    torch.set_num_threads(arguments.threads)
    work = data.work_dir(arguments.work)
    os.makedirs(PACK, exist_ok=True)
    model = Model(work)
    images, _, held = data.load_imagenette(arguments.data, work)
    file = lambda name: os.path.join(PACK, name)
    # Two samples, so that no size of one is taken for broadcasting while tracing.
    tokens = torch.randn(2, captions.MAX_TOKENS, TEXT_WIDTH)
    ids = torch.ones(2, captions.MAX_TOKENS, dtype=torch.int32)
    export_graph(TextGraph(model.text_encoder), (ids,), ["input_ids"], ["last_hidden_state"],
                 file("text_encoder.onnx"))
    times = torch.tensor([10.0, 500.0])
    export_graph(model.unet, (torch.randn(2, CHANNELS, 16, 16), times, tokens),
                 ["sample", "timestep", "encoder_hidden_states"], ["out_sample", "features"],
                 file("unet.onnx"))
    export_graph(model.autoencoder.encoder, (torch.randn(2, 3, 64, 64),), ["sample"],
                 ["latent_parameters"], file("vae_encoder.onnx"))
    export_graph(model.autoencoder.decoder, (torch.randn(2, CHANNELS, 16, 16),), ["latent_sample"],
                 ["sample"], file("vae_decoder.onnx"))
    with open(file("tokenizer.json"), "w", encoding="utf-8") as out:
        out.write(model.tokenizer.to_json())
    matrix, bias = latent_to_rgb(model, images[~held][::40])
    graphs = ["text_encoder", "unet", "vae_encoder", "vae_decoder"]
    names = [*(f"{graph}.onnx" for graph in graphs), "tokenizer.json"]
    pack = {
        "format": "stillroom-pack/1", "id": "stillroom-64", "name": "Stillroom 64",
        "version": "1.3.0", "licence": "MIT", "family": "text-to-image", "resolution": data.SIZE,
        "latent": {"channels": CHANNELS, "height": 16, "width": 16, "scalingFactor": model.scale},
        "prediction": "v",
        "schedule": {"trainTimesteps": TRAIN_STEPS, "betas": "scaled_linear",
                     "betaStart": BETA_START, "betaEnd": BETA_END},
        "defaults": {"solver": arguments.solver, "karrasSigmas": bool(arguments.karras),
                     "steps": 25, "cfgScale": arguments.cfg_scale},
        "text": {"maxTokens": captions.MAX_TOKENS, "hiddenSize": TEXT_WIDTH, "padTokenId": PAD,
                 "nullPrompt": "", "promptTemplate": captions.PROMPT.format("{class}")},
        "features": {"channels": FEATURES, "height": 8, "width": 8},
        "latentToRgb": {"matrix": matrix, "bias": bias},
        "classes": {"closed": True, "names": model.classes},
        "files": {os.path.splitext(n)[0]: described(file(n)) for n in names},
        "provenance": {
            "data": "Imagenette v2 train split (ten classes) and rendered sample classes"
                    if len(model.classes) > len(data.CLASSES) else
                    "Imagenette v2 train split (ten classes)",
            "trainedOn": arguments.machine, "date": datetime.date.today().isoformat(),
            "samplesSeen": model.stored["seen"], "hours": round(model.stored["elapsed"] / 3600, 2)},
    }
    with open(file("pack.json"), "w", encoding="utf-8") as out:
        json.dump(pack, out, indent=2, ensure_ascii=False)
        out.write("\n")
    write_part("files", files_table(pack))
    write_part("cost", cost_line(pack))
    print("wrote", sum(entry["bytes"] for entry in pack["files"].values()) / 1e6, "MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--solver", default="dpmsolver++2m")
    parser.add_argument("--karras", type=int, default=1)
    parser.add_argument("--cfg-scale", type=float, default=GUIDANCE)
    parser.add_argument("--machine", default="2 CPU cores with bfloat16 matrix units, no GPU")
    parser.add_argument("--threads", type=int, default=2)
    export(parser.parse_args())
