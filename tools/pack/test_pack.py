"""python -m unittest discover -s tools/pack; a few minutes on two cores."""

import json
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import build_pack
import tidy
from build_pack import BOUNDS, build, check, difference, plain_id
from description import SOLVERS, defaults
from families import graphs_of
from graphs import BadModel, Examples, Graph, Slot
from half_precision import LIMIT, to_half
from make_narrow_packs import ASSETS, HALF
from narrow_models import FAMILIES, FEATURES, randomise
from narrow_tokenizer import narrow_tokenizer
from tidy import session, traced
from weights import described, save

IDENTITY = {"id": "x", "name": "X", "version": "1.0.0", "licence": "MIT"}
PACKS = [*((family, False) for family in FAMILIES), *((family, True) for family in HALF)]


def silent(*_):
    pass


def setUpModule():
    warnings.filterwarnings("ignore")


class Block(torch.nn.Module):
    """A group norm and an attention over places: what leaves shape arithmetic in a trace."""

    def __init__(self, gain=1.0):
        super().__init__()
        self.gain = gain
        self.inside = torch.nn.Conv2d(4, 8, 3, padding=1)
        self.norm = torch.nn.GroupNorm(4, 8)
        self.out = torch.nn.Conv2d(8, 4, 1)

    def forward(self, sample):
        x = self.inside(sample) * self.gain
        x = self.norm(x)
        n, c, h, w = x.shape
        tokens = x.reshape(n, c, h * w).transpose(1, 2).reshape(n, h * w, 2, c // 2).transpose(1, 2)
        heard = torch.nn.functional.scaled_dot_product_attention(tokens, tokens, tokens)
        heard = heard.transpose(1, 2).reshape(n, h * w, c).transpose(1, 2).reshape(n, c, h, w)
        return self.out(heard)


def block_graph(gain=1.0, any_side=False):
    inputs = [Slot("sample", "sample", example=Examples(3).normal(4, 8, 8))]
    outputs = [Slot("prediction", "out")]
    return Graph("block", randomise(Block(gain), 5), inputs, outputs, any_side=any_side)


def kinds(model):
    return {node.op_type for node in model.graph.node}


class Tidying(unittest.TestCase):
    def test_no_shape_arithmetic_is_left_and_any_batch_is_right(self):
        graph = block_graph()
        with tempfile.TemporaryDirectory() as folder:
            model = traced(graph, folder)
            path = Path(folder) / "block.onnx"
            onnx.save(model, str(path))
            run = session(path)
            for rows in (1, 2, 5):
                example = graph.example(rows)
                got = run.run(None, {"sample": example["sample"].numpy()})[0]
                self.assertLess(difference(got, graph.expected(example)[0]), 1e-5)
        self.assertFalse(kinds(model) & {"Shape", "Gather", "Concat", "Constant", "GroupNormalization"})
        self.assertIn("InstanceNormalization", kinds(model))

    def test_a_graph_of_any_side_is_right_at_all_of_them(self):
        graph = block_graph(any_side=True)
        with tempfile.TemporaryDirectory() as folder:
            model = traced(graph, folder)
            save(model, folder, folder, "block")
            run = session(Path(folder) / "block.onnx")
            for rows, smaller in ((1, False), (2, True), (3, True)):
                example = graph.example(rows, smaller)
                got = run.run(None, {"sample": example["sample"].numpy()})[0]
                self.assertLess(difference(got, graph.expected(example)[0]), 1e-5)
        # Height and width at once are what no constant says: a norm's and an attention's last reshaping.
        asked = [node for node in model.graph.node if node.op_type == "Reshape"]
        settled = {tensor.name for tensor in model.graph.initializer}
        self.assertEqual(sum(node.input[1] not in settled for node in asked), 2)

    def test_a_trace_above_2_gb_has_all_its_numbers_in_files(self):
        plain = tidy.trace

        def outside(graph, path):
            plain(graph, path)
            onnx.save(
                onnx.load(str(path)),
                str(path),
                save_as_external_data=True,
                all_tensors_to_one_file=False,
                size_threshold=0,
                convert_attribute=True,
            )

        graph = block_graph()
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as out:
            with mock.patch.object(tidy, "trace", outside):
                model = traced(graph, folder)
            build_pack.finish(model.graph)
            save(model, folder, out, "block")
            self.assertLess(check(graph, Path(out) / "block.onnx", "float32")["out"], 1e-5)

    def test_nothing_of_the_machine_stands_in_a_graph(self):
        with tempfile.TemporaryDirectory() as folder:
            text = traced(block_graph(), folder).SerializeToString()
        self.assertNotIn(b".py", text)
        self.assertNotIn(folder.encode(), text)


class Half(unittest.TestCase):
    """A number of 300,000 in the middle: plain half precision makes it infinite."""

    def written(self, gain, folder):
        graph = block_graph(gain)
        with torch.no_grad():
            model = traced(graph, folder)
        report = to_half(model, folder, graph)
        path = Path(folder) / "half.onnx"
        onnx.save(model, str(path))
        onnx.checker.check_model(str(path), full_check=True)
        return graph, model, report, check(graph, path, "float16")["out"]

    def test_what_overflows_stays_in_float32(self):
        with tempfile.TemporaryDirectory() as folder:
            _, _, report, worst = self.written(1e5, folder)
        self.assertGreater(report["largest"], 65504)
        self.assertGreater(report["forTheirSize"], 0)
        self.assertLess(worst, 5e-3)

    def test_where_nothing_is_large_only_norms_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            _, model, report, worst = self.written(1.0, folder)
        self.assertEqual(report["forTheirSize"], 0)
        self.assertEqual(report["inFloat32"], 1)
        self.assertLess(report["largest"], LIMIT)
        self.assertLess(worst, 5e-3)
        big = [tensor for tensor in model.graph.initializer if np.prod(tensor.dims) > 16]
        self.assertTrue(big)
        self.assertEqual({tensor.data_type for tensor in big}, {TensorProto.FLOAT16})

    def test_a_timestep_near_1000_is_not_rounded(self):
        class Wave(torch.nn.Module):
            def forward(self, timestep):
                return torch.sin(timestep[:, None] * torch.tensor([1.0, 0.5]))

        steps = Slot("timestep", "timestep", example=lambda rows: torch.full((rows,), 997.25))
        graph = Graph("wave", Wave(), [steps], [Slot("prediction", "out")])
        with tempfile.TemporaryDirectory() as folder:
            model = traced(graph, folder)
            to_half(model, folder, graph)
            path = Path(folder) / "wave.onnx"
            onnx.save(model, str(path))
            self.assertLess(check(graph, path, "float16")["out"], 1e-3)


class Waves(unittest.TestCase):
    def test_sines_and_cosines_are_float32s_without_an_operator_of_that_name(self):
        class Both(torch.nn.Module):
            def forward(self, timestep):
                return torch.sin(timestep), torch.cos(timestep)

        x = torch.linspace(-1100, 1100, 20001)
        steps = Slot("timestep", "timestep", example=lambda rows: x[:rows])
        graph = Graph("waves", Both(), [steps], [Slot("sine", "s"), Slot("cosine", "c")])
        with tempfile.TemporaryDirectory() as folder:
            model = traced(graph, folder)
            build_pack.finish(model.graph)
            self.assertFalse(kinds(model) & {"Sin", "Cos"})
            onnx.save(model, f"{folder}/waves.onnx")
            got = session(f"{folder}/waves.onnx").run(None, {"timestep": x.numpy()})
        for ours, exact in zip(got, (np.sin, np.cos)):
            self.assertLess(np.abs(ours - exact(x.double().numpy())).max(), 3e-7)


class Shards(unittest.TestCase):
    def model(self):
        random = np.random.RandomState(1)
        tensors = [
            numpy_helper.from_array(random.standard_normal((32, 32)).astype("<f4"), f"w{i}")
            for i in range(5)
        ]
        nodes = [helper.make_node("MatMul", ["x" if i == 0 else f"y{i - 1}", f"w{i}"], [f"y{i}"]) for i in range(5)]
        shape = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 32])
        graph = helper.make_graph(nodes, "five", [shape("x")], [shape("y4")], tensors)
        product = np.linalg.multi_dot([numpy_helper.to_array(tensor) for tensor in tensors])
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), product

    def test_no_file_is_above_the_limit_and_the_graph_computes_the_same(self):
        model, product = self.model()
        with tempfile.TemporaryDirectory() as folder:
            entry = save(model, folder, folder, "five", shard_bytes=10_000)
            self.assertEqual([file["path"] for file in entry["data"]], [f"five.onnx_data{end}" for end in ("", "_1", "_2")])
            self.assertEqual([file["bytes"] for file in entry["data"]], [8192, 8192, 4096])
            self.assertEqual(entry["sha256"], described(folder, "five.onnx")["sha256"])
            got = session(Path(folder) / "five.onnx").run(None, {"x": np.eye(32, dtype="<f4")})[0]
        self.assertLess(difference(got, product), 1e-5)

    def test_a_tensor_that_fits_no_file_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(BadModel, "w0.*4096 bytes.*--half"):
                save(self.model()[0], folder, folder, "five", shard_bytes=4000)


class Tokens(unittest.TestCase):
    def test_begin_and_end_are_the_last_two_and_no_text_is_unknown(self):
        tokenizer = narrow_tokenizer(pad_token="!")
        ids = tokenizer("a photo of a tench, 日本 🐕 ÿ").input_ids
        count = len(tokenizer)
        self.assertEqual((ids[0], ids[-1], tokenizer.pad_token_id), (count - 2, count - 1, 0))
        self.assertNotIn(count - 1, ids[1:-1])
        self.assertEqual(tokenizer("A  PHOTO").input_ids, tokenizer("a photo").input_ids)


class Refusals(unittest.TestCase):
    def refuses(self, pattern, pipeline, **more):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(BadModel, pattern):
                build(pipeline, folder, identity=IDENTITY, say=silent, **more)
            self.assertFalse((Path(folder) / "pack.json").exists())

    def test_another_kind_of_pipeline(self):
        class VideoPipeline:
            pass

        self.refuses("VideoPipeline can't become a pack", VideoPipeline())

    def test_a_unet_for_inpainting(self):
        pipeline = FAMILIES["sd15"]()
        pipeline.unet.register_to_config(in_channels=9)
        self.refuses("takes 9 channels where the autoencoder's latents have 4", pipeline)

    def test_a_block_that_is_not_there(self):
        self.refuses("no block 4 .* has 4, 0 to 3", FAMILIES["sd15"](), features=4)

    def test_a_dit_whose_blocks_embed_differently(self):
        pipeline = FAMILIES["dit"]()
        with torch.no_grad():
            table = pipeline.transformer.transformer_blocks[3].norm1.emb.class_embedder.embedding_table
            table.weight[7, 1] += 1
        self.refuses("Block 3 of this DiT .*embedding_table", pipeline)

    def test_a_prediction_type_that_no_solver_has(self):
        pipeline = FAMILIES["dit"]()
        pipeline.scheduler.register_to_config(prediction_type="sample")
        with mock.patch.object(build_pack, "build_graph", lambda graph, *_: ({}, {})):
            self.refuses("prediction type sample is not supported", pipeline)

    def test_a_noise_schedule_that_no_formula_gives(self):
        pipeline = FAMILIES["sd21"]()
        pipeline.scheduler.register_to_config(rescale_betas_zero_snr=True)
        with mock.patch.object(build_pack, "build_graph", lambda graph, *_: ({}, {})):
            self.refuses("rescale_betas_zero_snr", pipeline)

    def test_a_graph_that_differs_from_diffusers(self):
        with mock.patch.dict(BOUNDS, {"float32": 1e-12}):
            self.refuses("text_encoder differs from diffusers", FAMILIES["sd15"]())

    def test_a_folder_without_a_pipeline(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, build_pack.__file__, "--model", folder, "--out", f"{folder}/out"]
            done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No diffusers pipeline could be read", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


class Descriptions(unittest.TestCase):
    def test_defaults_follow_the_scheduler(self):
        said = {family: defaults(make()) for family, make in FAMILIES.items()}
        self.assertEqual(said["sd15"]["solver"], "dpmsolver++2m")
        self.assertEqual((said["sd15"]["spacing"], said["sd15"]["stepsOffset"]), ("leading", 1))
        self.assertEqual((said["sd-turbo"]["spacing"], said["sd-turbo"]["cfgScale"]), ("trailing", 1))
        self.assertEqual((said["lcm"]["originalSteps"], said["lcm"]["cfgScale"]), (50, 1))
        self.assertEqual((said["dit"]["solver"], said["dit"]["cfgScale"]), ("ddpm-respaced", 4))
        self.assertEqual(said["sdxl"]["solver"], SOLVERS["EulerDiscreteScheduler"])

    def test_an_id_has_the_characters_that_a_pack_may_have(self):
        self.assertEqual(plain_id("Stable Diffusion v1.5 (né)"), "stable-diffusion-v1.5-n")
        self.assertEqual(plain_id("日本"), "model")


class Committed(unittest.TestCase):
    """The packs under test/assets are what the narrow models of today make."""

    def test_every_graph_answers_as_diffusers_does(self):
        for family, half in PACKS:
            folder = ASSETS / f"narrow-{family}{'-half' if half else ''}"
            pack = json.loads((folder / "pack.json").read_text("utf-8"))
            for graph in graphs_of(FAMILIES[family](), FEATURES[family]):
                with self.subTest(pack=folder.name, graph=graph.role):
                    precision = pack["provenance"]["check"][graph.role]["precision"]
                    self.assertEqual(precision, "float16" if half else "float32")
                    worst = check(graph, folder / pack["graphs"][graph.role]["path"], precision)
                    told = pack["provenance"]["check"][graph.role]["difference"]
                    for name, value in worst.items():
                        self.assertLess(value, 10 * told[name] + 1e-6)

    def test_the_graphs_use_what_runs_on_webgpu(self):
        for family, half in PACKS:
            folder = ASSETS / f"narrow-{family}{'-half' if half else ''}"
            for path in folder.glob("*.onnx"):
                model = onnx.load(str(path), load_external_data=False)
                with self.subTest(graph=f"{folder.name}/{path.name}"):
                    self.assertFalse(kinds(model) & {"GroupNormalization", "Einsum", "If", "Loop", "Constant", "Sin", "Cos"})
                    self.assertEqual({entry.domain for entry in model.opset_import}, {""})


class WholeWay(unittest.TestCase):
    def test_a_saved_text_pipeline_is_read_again_with_its_tokenizer(self):
        with tempfile.TemporaryDirectory() as folder:
            FAMILIES["sd21"]().save_pretrained(folder)
            pipeline, names = build_pack.load(folder)
            self.assertIsNone(names)
            files = build_pack.write_tokenizers(pipeline, Path(folder))
        committed = json.loads((ASSETS / "narrow-sd21" / "pack.json").read_text("utf-8"))
        self.assertEqual(files, committed["files"])

    def test_from_a_saved_pipeline_to_a_pack_by_the_command(self):
        with tempfile.TemporaryDirectory() as folder:
            model, out = Path(folder) / "Narrow DiT", Path(folder) / "pack"
            FAMILIES["dit"]().save_pretrained(model)
            index = json.loads((model / "model_index.json").read_text("utf-8"))
            index["id2label"] = {str(i): f"class {i}, number {i}" for i in range(1000)}
            (model / "model_index.json").write_text(json.dumps(index), encoding="utf-8")
            command = [sys.executable, build_pack.__file__, "--model", str(model), "--out", str(out), "--half", "--features", "3"]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"denoiser: .* MB in float16, differs from diffusers by out_sample \d")
            pack = json.loads((out / "pack.json").read_text("utf-8"))
            files = [file for graph in pack["graphs"].values() for file in (graph, *graph.get("data", []))]
            for file in [*files, *pack["files"].values()]:
                self.assertEqual(described(out, file["path"])["sha256"], file["sha256"])
        self.assertEqual(pack["id"], "narrow-dit")
        self.assertEqual(pack["features"], {"channels": 16, "height": 8, "width": 8})
        self.assertEqual(pack["classes"]["names"][:2], ["class 0", "class 1"])
        self.assertNotIn("wordnetIds", pack["classes"])
        self.assertNotIn(folder, json.dumps(pack))


if __name__ == "__main__":
    unittest.main()
