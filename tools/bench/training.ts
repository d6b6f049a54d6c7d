/**
 * Speed of training through ONNX Runtime on two WebAssembly threads: a whole repeat of the quick
 * protocol, a step against nothing but its own convolutions and matrix products, the batches that feed
 * it, and torch in eager mode on the same step where there is a torch.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { augmentedBatch, epochOrder } from '../../src/core/training/augment/augment';
import { IDC_AUGMENTATION } from '../../src/core/training/augment/settings';
import { networkCost } from '../../src/core/training/cost';
import { describeNetwork, networkName } from '../../src/core/training/describe-network';
import { initialWeights } from '../../src/core/training/initialise';
import type { ConvBlock, Network, NetworkSpec } from '../../src/core/training/network';
import { parameterLayout } from '../../src/core/training/parameters';
import { resolveProtocol } from '../../src/core/training/protocol';
import { paper } from '../../src/core/training/protocols/paper';
import { quick } from '../../src/core/training/protocols/quick';
import { train } from '../../src/run/training/train';
import { Session } from '../../src/runtime/session';
import { nodeOrt } from '../../src/runtime/ort-node';
import { convolve, inputGradient, weightGradient } from '../../src/runtime/training/convolution';
import { DeviceGraph } from '../../src/runtime/training/device-graph';
import { elements, GraphBuilder, type Value } from '../../src/runtime/training/graph-builder';
import { OrtTrainStep } from '../../src/runtime/training/ort-train-step';
import { noiseImages } from './noise-images';
import type { BenchRow } from './row';

const THREADS = 2;
const TORCH_STEP = fileURLToPath(new URL('train_step.py', import.meta.url));
const CLASSES = 10;
const QUICK_BAR_SECONDS = 60;
const RATE_BAR = 0.75;
/** A step and its bare products, one after the other. */
const PAIRS = 15;
/** As many as a tenth of ImageNette's training images. */
const HELD_OUT = 1000;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

async function quickRow(session: Session): Promise<BenchRow> {
  const protocol = resolveProtocol(quick, { imagesPerClass: 10, classes: CLASSES });
  const { network: spec, side, optimiser, temperature } = protocol;
  const network = describeNetwork(spec, { side, classes: CLASSES });
  const weights = initialWeights(network, 1);
  const step = new OrtTrainStep(session, { network, optimiser, temperature, weights });
  const elapsed = await milliseconds(() =>
    train({
      step,
      settings: protocol,
      train: noiseImages(100, side, CLASSES),
      heldOut: noiseImages(HELD_OUT, side, CLASSES),
      classes: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
      seed: 1,
    }),
  );
  await step.dispose();
  return {
    name: `one repeat of the quick protocol, IPC 10, ten classes (${networkName(spec)}, ${side} px, ${protocol.epochs} epochs, ${protocol.looks} looks at ${HELD_OUT} images)`,
    bar: `under ${QUICK_BAR_SECONDS} s`,
    unit: 's',
    median: elapsed / 1000,
    runs: 1,
    passed: elapsed < 1000 * QUICK_BAR_SECONDS,
    note: `${THREADS} WebAssembly threads`,
  };
}

function convBlocks(network: Network): { block: ConvBlock; side: number }[] {
  let { side } = network;
  const found: { block: ConvBlock; side: number }[] = [];
  const follow = (block: ConvBlock) => {
    found.push({ block, side });
    side /= block.stride * block.pool;
  };
  for (const block of network.blocks) {
    if (block.kind === 'conv') {
      follow(block);
      continue;
    }
    if (block.shortcut) {
      found.push({ block: block.shortcut.block, side: side / block.shortcut.pool });
    }
    for (const inner of block.main) follow(inner);
  }
  return found;
}

/**
 * Every convolution of a step and its gradients, and the classifier's products, with the step's shapes
 * and in the step's forms, and nothing else. A map is the last one's beginning in place of its
 * normalised and pooled self; an output stands for its own gradient.
 */
function bareProducts(network: Network, rows: number): Uint8Array {
  const g = new GraphBuilder();
  let last = g.input('pixels', [rows, 3, network.side, network.side]);
  const weights = g.input('weights', [parameterLayout(network).length]);
  const { parameters } = parameterLayout(network);
  const parameter = (name: string): Value => {
    const found = parameters.find((p) => p.name === name);
    if (!found) throw new Error(name);
    return g.reshape(g.slice(weights, [0], [found.offset], [found.length]), found.dims);
  };
  const beginning = (value: Value, dims: readonly number[]): Value => {
    const have = elements(value.dims) / rows;
    const want = elements(dims) / rows;
    const flat = g.reshape(value, [rows, have]);
    const copies = Array.from({ length: Math.ceil(want / have) }, () => flat);
    const enough = copies.length === 1 ? flat : g.concat(copies, 1);
    return g.reshape(g.slice(enough, [1], [0], [want]), dims);
  };
  let outputs = 0;
  const used = (value: Value) => {
    const flat = g.reshape(value, [elements(value.dims)]);
    g.output(`used${outputs++}`, g.slice(flat, [0], [0], [1]));
  };
  for (const [index, { block, side }] of convBlocks(network).entries()) {
    const x = index === 0 ? last : beginning(last, [rows, block.inChannels, side, side]);
    const kernel = parameter(`${block.conv}.weight`);
    last = convolve(g, x, kernel, block);
    used(weightGradient(g, x, last, block));
    if (index > 0) used(inputGradient(g, last, kernel, block));
  }
  const features = beginning(last, [rows, network.features]);
  const matrix = parameter(`${network.classifier}.weight`);
  const logits = g.one('Gemm', [features, matrix], [rows, network.classes], { transB: 1 });
  used(g.one('Gemm', [logits, features], matrix.dims, { transA: 1 }));
  used(g.matmul(logits, matrix));
  return g.encode('bare-products');
}

interface Timings {
  /** Milliseconds, medians. */
  readonly step: number;
  readonly bare: number;
  readonly ratio: number;
}

async function timeStep(session: Session, spec: NetworkSpec, side: number): Promise<Timings> {
  const rows = 64;
  const network = describeNetwork(spec, { side, classes: CLASSES });
  const weights = initialWeights(network, 1);
  const { optimiser } = paper;
  const step = new OrtTrainStep(session, { network, optimiser, temperature: 1, weights });
  const images = noiseImages(rows, side, CLASSES);
  const order = epochOrder(images, 1, 0);
  const batch = augmentedBatch(images, CLASSES, order, rows, IDC_AUGMENTATION, {
    seed: 1,
    epoch: 0,
    index: 0,
  });
  const products = bareProducts(network, rows);
  const graph = await DeviceGraph.create(session, 'the bare products', products, []);
  const { Tensor } = session.ort;
  const feeds = {
    pixels: new Tensor('float32', batch.pixels, [rows, 3, side, side]),
    weights: new Tensor('float32', weights, [weights.length]),
  };
  const stepTimes: number[] = [];
  const bareTimes: number[] = [];
  // Two pairs more than count: the first allocate, and V8 is still compiling.
  for (let pair = -2; pair < PAIRS; pair++) {
    const own = await milliseconds(() => step.step(batch, 1e-3));
    const bare = await milliseconds(() => graph.run(feeds));
    if (pair < 0) continue;
    stepTimes.push(own);
    bareTimes.push(bare);
  }
  await graph.release();
  await step.dispose();
  const ratios = stepTimes.map((time, i) => (bareTimes[i] ?? Number.NaN) / time);
  return { step: median(stepTimes), bare: median(bareTimes), ratio: median(ratios) };
}

function rateRow(spec: NetworkSpec, side: number, { step, bare, ratio }: Timings): BenchRow {
  const { forward, backward } = networkCost(describeNetwork(spec, { side, classes: CLASSES }));
  const rate = ((forward + backward) * 64) / step / 1e6;
  return {
    name: `rate of a step over that of its own convolutions and products (${networkName(spec)}, ${side} px, batch 64)`,
    bar: `at least ${100 * RATE_BAR} %`,
    unit: '%',
    median: 100 * ratio,
    runs: PAIRS,
    passed: ratio >= RATE_BAR,
    note: `${step.toFixed(0)} ms a step, ${bare.toFixed(0)} ms bare, ${rate.toFixed(1)} GFLOP/s`,
  };
}

function torchRow(width: number, side: number, ours: number): BenchRow {
  const name = `the same step in torch, eager, ${THREADS} threads (ConvNet-3, width ${width}, ${side} px)`;
  const row = { name, bar: 'information', unit: 'ms', passed: null };
  const python = process.env['STILLROOM_TORCH_PYTHON'] ?? '/usr/bin/python3';
  const sizes = [width, side, 64, CLASSES, PAIRS, THREADS].map(String);
  const { status, stdout, error } = spawnSync(python, [TORCH_STEP, ...sizes], {
    encoding: 'utf8',
  });
  const [version = '', time = ''] = stdout?.trim().split(' ') ?? [];
  if (error !== undefined || status !== 0) {
    return { ...row, median: Number.NaN, runs: 0, note: 'torch was not timed: python3 has none' };
  }
  const theirs = Number(time);
  const note = `torch ${version}; ours ${(ours / theirs).toFixed(1)} times its time`;
  return { ...row, median: theirs, runs: PAIRS, note };
}

function augmentRow(side: number, step: number | null): BenchRow {
  const images = noiseImages(64, side, CLASSES);
  const times: number[] = [];
  for (let epoch = 0; epoch < PAIRS; epoch++) {
    const started = performance.now();
    const order = epochOrder(images, 1, epoch);
    augmentedBatch(images, CLASSES, order, 64, IDC_AUGMENTATION, { seed: 1, epoch, index: 0 });
    times.push(performance.now() - started);
  }
  return {
    name: `a batch of 64 augmented at ${side} px, one thread`,
    bar: 'information',
    unit: 'ms',
    median: median(times),
    runs: PAIRS,
    passed: null,
    ...(step !== null && {
      note: `${((100 * median(times)) / step).toFixed(1)} % of the step above`,
    }),
  };
}

/** The rows of the training part. */
export async function trainingBench(): Promise<BenchRow[]> {
  const session = new Session('wasm', await nodeOrt(THREADS).open('wasm'), null);
  const wide: NetworkSpec = { kind: 'convnet', depth: 3, width: 128 };
  const small = quick.network;
  const wideTimes = await timeStep(session, wide, 32);
  const smallTimes = await timeStep(session, small, quick.side);
  const rows = [
    await quickRow(session),
    rateRow(wide, 32, wideTimes),
    rateRow(small, quick.side, smallTimes),
    torchRow(wide.width, 32, wideTimes.step),
    torchRow(small.width, quick.side, smallTimes.step),
    augmentRow(32, smallTimes.step),
    augmentRow(64, null),
  ];
  await session.dispose();
  return rows;
}
