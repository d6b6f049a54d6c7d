/**
 * `pack-*`: a pack's networks through our runtime against diffusers' own pipelines with the same weights:
 * conditions of prompts and labels, an encoded and a decoded image, a call of the denoiser, and whole
 * trajectories from given noise.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  CONDITION_PARTS,
  partsOf,
  stackConditions,
  type Condition,
} from '../../../src/core/diffusion/condition';
import { latentSize } from '../../../src/core/diffusion/types';
import type { Diffuser } from '../../../src/core/diffuser';
import { StillroomError } from '../../../src/core/errors';
import { sample } from '../../../src/core/sampling/sampler';
import { conditionShapes } from '../../../src/core/formats/pack';
import type { SolverSpec } from '../../../src/core/diffusion/solver/spec';
import type { TimestepSpacing } from '../../../src/core/diffusion/schedule/spacing';
import { ImageDecoder } from '../../../src/runtime/image-decoder';
import { ModelRuntime } from '../../../src/runtime/model-runtime';
import { nodeOrt } from '../../../src/runtime/ort-node';
import { readDescription } from '../../../src/runtime/pack-loader';
import { filesSource, type PackSource } from '../../../src/runtime/pack-source';
import { PromptTokenizer } from '../../../src/runtime/prompt-tokenizer';
import { Session } from '../../../src/runtime/session';
import type { FixtureCase } from '../case';
import type { CaseReport, KindCheck } from '../report';

const root = fileURLToPath(new URL('../../../', import.meta.url));

function packSource(name: string): PackSource {
  const folder = `${root}test/assets/${name}`;
  const files = readdirSync(folder).map(
    (file) => [file, new Blob([readFileSync(`${folder}/${file}`)])] as const,
  );
  return filesSource(name, new Map(files));
}

/** Models by name, each opened once for all its cases: that takes longer than most of these do. */
const opened = new Map<string, Promise<ModelRuntime>>();

function openPack(name: string): Promise<ModelRuntime> {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const kernels = (kernel: string) =>
    Promise.resolve(new Uint8Array(readFileSync(`${root}public/kernels/${kernel}.onnx`)));
  const runtime = ModelRuntime.load(packSource(name), { loader: nodeOrt(), kernels });
  opened.set(name, runtime);
  return runtime;
}

/** Holds a pack's networks to a case, wherever they run. */
export type PackCheck = (
  fixture: FixtureCase,
  report: CaseReport,
  diffuser: Diffuser,
) => Promise<void>;

function numbers(fixture: FixtureCase, name: string): readonly number[] {
  return fixture.params[name] as readonly number[];
}

/** What diffusers' class numbers are called here: a class's WordNet id, or nothing for the null row. */
function promptOfLabel({ pack }: Diffuser, label: number): string {
  const { names = [], wordnetIds = [] } = pack.classes ?? {};
  return wordnetIds[label] ?? names[label] ?? '';
}

/** The ids that each text encoder is fed, cut and padded. */
async function reportIds(
  fixture: FixtureCase,
  report: CaseReport,
  { pack }: Diffuser,
  prompts: readonly string[],
): Promise<void> {
  const { condition, files } = pack;
  if (condition.kind !== 'text') return;
  const source = packSource(fixture.text('pack'));
  for (const [name, file, encoder] of [
    ['ids', files.tokenizer, condition.encoders[0]],
    ['ids_2', files.tokenizer_2, condition.encoders[1]],
  ] as const) {
    if (!file || !encoder) continue;
    const json = await (await source.read(file.path)).text();
    report.close(name, new PromptTokenizer(json, encoder).encodeAll(prompts).ids);
  }
}

const checkCondition: PackCheck = async (fixture, report, diffuser) => {
  const labels = fixture.params['labels'] as readonly number[] | undefined;
  if (labels) {
    const prompts = labels.map((label) => promptOfLabel(diffuser, label));
    const made = stackConditions(await diffuser.makeConditions(prompts));
    report.close('label', made.label?.data ?? []);
    return;
  }
  const prompts = fixture.params['prompts'] as readonly string[];
  await reportIds(fixture, report, diffuser, prompts);
  const made = await diffuser.makeConditions(prompts);
  const places = numbers(fixture, 'tokenPlaces');
  const kept = made.flatMap(({ hidden }) => {
    const [, width = 0] = hidden?.shape ?? [];
    return places.flatMap((place) => [
      ...(hidden?.data.subarray(place * width, (place + 1) * width) ?? []),
    ]);
  });
  const { condition } = diffuser.pack;
  const zeros = condition.kind === 'text' && condition.nullCondition === 'zeros';
  const want = fixture.expected('hidden');
  if (zeros) {
    // The pipeline's zeros stand where no negative prompt is given; an empty prompt is encoded.
    const first = kept.length / made.length;
    report.that(
      'null condition',
      kept.slice(0, first).every((value) => value === 0),
    );
    report.closeTo('hidden', kept.slice(first), Array.from(want).slice(first));
  } else {
    report.close('hidden', kept);
  }
  const [pooledWidth] = conditionShapes(condition).pooled ?? [];
  if (pooledWidth === undefined) return;
  const skip = zeros ? 1 : 0;
  const pooled = made.slice(skip).flatMap((one) => [...(one.pooled?.data ?? [])]);
  report.closeTo(
    'pooled',
    pooled,
    Array.from(fixture.expected('pooled')).slice(skip * pooledWidth),
  );
};

const checkEncode: PackCheck = async (fixture, report, diffuser) => {
  const { latent, resolution } = diffuser.pack;
  const { data, shape } = fixture.input('image');
  const repeat = fixture.number('repeat');
  const [, width = 0] = shape;
  const pixels = new Uint8Array(resolution * resolution * 3);
  for (let y = 0; y < resolution; y++) {
    for (let x = 0; x < resolution; x++) {
      const from = 3 * (Math.floor(y / repeat) * width + Math.floor(x / repeat));
      for (let channel = 0; channel < 3; channel++) {
        pixels[3 * (y * resolution + x) + channel] = data[from + channel] ?? 0;
      }
    }
  }
  report.close('latents', await diffuser.encode(pixels, 1));
  const moments = await diffuser.posterior(pixels, 1);
  const size = latentSize(latent);
  report.close(
    'moments',
    moments.map((value, i) =>
      i < size
        ? value / latent.scalingFactor + latent.shift
        : 2 * Math.log(value / latent.scalingFactor),
    ),
  );
};

const checkDecode: PackCheck = async (fixture, report, diffuser) => {
  const { resolution } = diffuser.pack;
  const latents = Float32Array.from(fixture.input('latents').data);
  const pixels = await diffuser.decode(latents, 1);
  const [first, every] = [fixture.number('firstPixel'), fixture.number('everyPixel')];
  const kept: number[] = [];
  for (let y = first; y < resolution; y += every) {
    for (let x = first; x < resolution; x += every) {
      const at = 3 * (y * resolution + x);
      kept.push(...pixels.subarray(at, at + 3));
    }
  }
  // Rounding of values that lie between two bytes may fall on either side.
  const want = fixture.expected('bytes');
  const most = kept.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (want[i] ?? NaN))),
    0,
  );
  const equal = kept.filter((value, i) => value === want[i]).length / want.length;
  report.that('bytes', most <= 1 && equal > 0.99, `differ by ${most}, ${100 * equal} % are equal`);
};

const checkDenoise: PackCheck = async (fixture, report, diffuser) => {
  const shapes = conditionShapes(diffuser.pack.condition);
  const condition = Object.fromEntries(
    CONDITION_PARTS.flatMap((name) => {
      const shape = shapes[name];
      if (shape === undefined) return [];
      return [[name, { shape, data: Float32Array.from(fixture.input(name).data) }]];
    }),
  ) as Condition;
  const timesteps = Float32Array.from(fixture.input('timesteps').data);
  const call = {
    sample: Float32Array.from(fixture.input('sample').data),
    timesteps,
    condition,
    rows: timesteps.length,
  };
  report.that('parts', partsOf(condition).length === Object.keys(shapes).length);
  report.close('prediction', await diffuser.predictNoise(call));
  report.close('features', await diffuser.features(call));
};

function solverOf(fixture: FixtureCase): SolverSpec {
  const config = fixture.params['schedulerConfig'] as Readonly<Record<string, unknown>>;
  const kind = fixture.text('solver');
  const steps = fixture.number('steps');
  const spacing = config['timestep_spacing'] as TimestepSpacing;
  const stepsOffset = Number(config['steps_offset'] ?? 0);
  const karrasSigmas = config['use_karras_sigmas'] === true;
  switch (kind) {
    case 'ddim': {
      const setAlphaToOne = config['set_alpha_to_one'] === true;
      return { kind, steps, spacing, stepsOffset, setAlphaToOne, eta: 0 };
    }
    case 'ddpm-respaced':
      return { kind, respacing: String(steps) };
    case 'dpmsolver++2m':
    case 'euler':
      return { kind, steps, karrasSigmas, spacing, stepsOffset };
    case 'lcm':
      return {
        kind,
        steps,
        originalSteps: Number(config['original_inference_steps']),
        timestepScaling: Number(config['timestep_scaling']),
      };
    default:
      throw new StillroomError('BadFixture', `The solver "${kind}" is not known.`);
  }
}

const checkTrajectory: PackCheck = async (fixture, report, diffuser) => {
  const { latent, prediction, schedule, condition: made } = diffuser.pack;
  const label = fixture.params['label'];
  const prompt =
    typeof label === 'number' ? promptOfLabel(diffuser, label) : fixture.text('prompt');
  const [condition = {}, nullCondition = {}] = await diffuser.makeConditions([
    prompt,
    made.nullPrompt,
  ]);
  const scale = fixture.params['cfgScale'];
  const channels = fixture.params['guidanceChannels'];
  const size = latentSize(latent);
  const noise = fixture.hasInput('noise') ? fixture.input('noise').data : null;
  const steps: Float64Array[] = [];
  const request = {
    shape: latent,
    prediction,
    schedule,
    solver: solverOf(fixture),
    guidanceScale: typeof scale === 'number' ? scale : fixture.number('guidanceScale'),
    ...(typeof channels === 'number' && { guidanceChannels: channels }),
    seed: 0,
    nullCondition,
    images: [
      {
        className: 'case',
        image: 0,
        condition,
        terms: [],
        initialNoise: Float64Array.from(fixture.input('start').data),
        ...(noise && {
          stepNoise: Array.from({ length: noise.length / size }, (_, step) =>
            Float64Array.from(noise.subarray(step * size, (step + 1) * size)),
          ),
        }),
      },
    ],
  };
  for await (const step of sample(request, (call) => diffuser.predictNoise(call))) {
    steps.push(step.latents);
  }
  const kept = numbers(fixture, 'keptSteps').flatMap((step) => [...(steps[step] ?? [])]);
  report.close('latents', kept);
};

export const packChecks: Readonly<Record<string, PackCheck>> = {
  'pack-condition': checkCondition,
  'pack-decode': checkDecode,
  'pack-denoise': checkDenoise,
  'pack-encode': checkEncode,
  'pack-trajectory': checkTrajectory,
};

/** An image of another side than the pack's, by its decoder's own graph, with buffers that hold a tile. */
const checkTiles: KindCheck = async (fixture, report) => {
  const source = packSource(fixture.text('pack'));
  const described = (await readDescription(source)).pack;
  const { data, shape } = fixture.input('latents');
  const [, , height = 0, width = 0] = shape;
  const resolution = (described.resolution / described.latent.width) * width;
  const pack = { ...described, resolution, latent: { ...described.latent, height, width } };
  const { path, data: weights } = pack.graphs.vae_decoder;
  const session = new Session('wasm', await nodeOrt().open('wasm'), null);
  const graph = await session.createGraph('vae_decoder', {
    content: await source.read(path),
    data: await Promise.all(
      weights.map(async (file) => ({ path: file.path, content: await source.read(file.path) })),
    ),
  });
  const tile = fixture.number('tilePixels');
  // What a tile of this side holds: 256 channels of float32.
  const largest = 4 * 256 * tile * tile;
  const decoder = new ImageDecoder(pack, graph, { rows: 1, fixed: false }, largest);
  report.that('tiles', decoder.tileSide === tile, `${decoder.tileSide} px`);
  const planes = await decoder.planes(Float32Array.from(data), 1);
  const [first, every] = [fixture.number('firstPixel'), fixture.number('everyPixel')];
  const kept: number[] = [];
  for (let row = first; row < 3 * resolution; row += every) {
    for (let x = first; x < resolution; x += every) kept.push(planes[row * resolution + x] ?? NaN);
  }
  report.close('planes', kept);
  await session.dispose();
};

/** The checks on Node's own sessions. */
export const packKinds: Readonly<Record<string, KindCheck>> = Object.fromEntries([
  ...Object.entries(packChecks).map(([kind, check]): [string, KindCheck] => [
    kind,
    async (fixture, report) => {
      const { diffuser } = await openPack(fixture.text('pack'));
      await check(fixture, report, diffuser);
    },
  ]),
  ['pack-decode-tiled', checkTiles],
]);
