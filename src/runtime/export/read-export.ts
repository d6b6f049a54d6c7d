/**
 * A model folder as `optimum-cli export onnx` or diffusers' ONNX pipelines leave it, read from its own
 * configuration files into what a pack.json would say: model_index.json names the pipeline, the
 * scheduler's file its noise schedule, the networks' files their sizes, the graphs their inputs and outputs.
 * Its files have no hashes to be held against; they are hashed here, and so the model has an identity.
 *
 * What an export lacks is told with what it costs. What can't be told from its files is an error that says
 * which file would tell it.
 */
import { byName } from '../../core/by-name';
import { StillroomError, throwIfAborted } from '../../core/errors';
import { canonicalHash } from '../../core/formats/canonical-json';
import type { JsonReader } from '../../core/formats/json-reader';
import {
  PACK_FORMAT,
  type DenoiserGraph,
  type PackDescription,
  type PackFile,
  type PackTensor,
  type PackTextEncoder,
  type TextCondition,
  type TextEncoderGraph,
} from '../../core/formats/pack';
import type { PackSource } from '../pack-source';
import { sha256OfBlob } from '../sha256';
import { ExportFolder, numberOr, wholeOr } from './config-file';
import { readGraph, tensor, tensorIf, type ExportGraph } from './graph-files';
import { readScheduler, type ExportSchedule } from './scheduler-config';
import { readTokenizer } from './tokenizer-files';

export interface ReadExport {
  readonly pack: PackDescription;
  /** Of everything that the description says but its name, files' hashes included. */
  readonly hash: string;
  /** The files that were read and hashed, by path. */
  readonly contents: ReadonlyMap<string, Blob>;
  /** What it lacks and what that costs, as sentences. */
  readonly warnings: readonly string[];
}

export interface ReadExportOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told before each file is read whole. */
  readonly onFile?: ((path: string) => void) | undefined;
}

/** Pipelines whose networks are conditioned on text, by diffusers' and optimum's names of their classes. */
const TEXT_PIPELINES =
  /^(?:Onnx|ORT)?(StableDiffusion|StableDiffusionXL|LatentConsistencyModel)Pipeline$/;
/** The usual guidance scale of each, and whether its null condition is zeros where it does not say. */
const CFG_SCALES = byName({
  StableDiffusion: 7.5,
  StableDiffusionXL: 5,
  LatentConsistencyModel: 1,
});
/** w of a consistency model's pipeline. */
const EMBEDDED_SCALE = 8.5;

function pipelineOf(index: JsonReader): string {
  const name = index.at('_class_name').string();
  const family = TEXT_PIPELINES.exec(name)?.[1];
  if (family !== undefined) return family;
  throw new StillroomError(
    'Unsupported',
    name.includes('DiT')
      ? `The model is a ${name}: its export takes a class's number where guidance moves the class's embedding. Build a pack of it (tools/pack), which has the embeddings in a table.`
      : `The model is a ${name}; exports of StableDiffusionPipeline, StableDiffusionXLPipeline and LatentConsistencyModelPipeline can be read. Choose one of these, or write a pack.json (docs/pack-format.md).`,
    { pipeline: name },
  );
}

/** What a text encoder's files say. */
interface ReadEncoder {
  readonly graph: ExportGraph;
  readonly encoder: PackTextEncoder;
  readonly hidden: PackTensor;
  readonly pooled: { readonly tensor: PackTensor; readonly width: number } | null;
  readonly tokenizer: { readonly path: string; readonly content: Blob };
}

const bare = ({ name, type }: PackTensor): PackTensor => ({ name, type });

async function required(files: ExportFolder, folder: string, why: string): Promise<ExportGraph> {
  const graph = await readGraph(files, folder);
  if (graph !== null) return graph;
  throw new StillroomError(
    'PackInvalid',
    `The export "${files.id}" has no ${folder}/model.onnx, ${why}. Copy it from the whole export.`,
    { file: `${folder}/model.onnx` },
  );
}

/** @param penultimate whether the state before the last layer is the model's, as in SDXL */
async function readEncoder(
  files: ExportFolder,
  suffix: '' | '_2',
  penultimate: boolean,
): Promise<ReadEncoder> {
  const folder = `text_encoder${suffix}`;
  const graph = await required(files, folder, 'so no prompt can be understood');
  const config = await files.json(`${folder}/config.json`, 'so its sizes are unknown');
  const layers = config.at('num_hidden_layers').integer(1, 1000);
  const names = penultimate ? [`hidden_states.${layers - 1}`] : ['last_hidden_state'];
  const pooled = tensorIf(graph, 'outputs', ['text_embeds']);
  const { path, content, beginToken, endToken, padToken } = await readTokenizer(
    files,
    `tokenizer${suffix}`,
  );
  return {
    graph,
    encoder: {
      maxTokens: config.at('max_position_embeddings').integer(2, 4096),
      width: config.at('hidden_size').integer(1, 65_536),
      beginToken,
      endToken,
      padToken,
    },
    hidden: bare(tensor(graph, 'outputs', names)),
    pooled: pooled && {
      tensor: bare(pooled),
      width: config.at('projection_dim').integer(1, 65_536),
    },
    tokenizer: { path, content },
  };
}

/** Latent and picture, as the autoencoder's and the U-Net's files have them. */
async function readSizes(files: ExportFolder, unet: JsonReader) {
  const folder = ['vae_decoder', 'vae'].find((one) => files.has(`${one}/config.json`));
  const vae = await files.json(
    `${folder ?? 'vae_decoder'}/config.json`,
    'so the scale of its latents is unknown',
  );
  const channels = unet.at('in_channels').integer(1, 64);
  const own = wholeOr(vae.at('latent_channels'), 4);
  if (own !== channels) {
    throw new StillroomError(
      'Unsupported',
      `The U-Net takes ${channels} channels and the autoencoder's latents have ${own}: it paints into pictures or refines them. Choose a model that makes pictures from noise.`,
      { channels, latentChannels: own },
    );
  }
  const side = unet.at('sample_size').integer(1, 1024);
  const factor = 2 ** (vae.at('block_out_channels').list().length - 1);
  return {
    resolution: side * factor,
    latent: {
      channels,
      height: side,
      width: side,
      // Diffusers' own values where a configuration leaves them out.
      scalingFactor: numberOr(vae.at('scaling_factor'), 0.18215),
      shift: numberOr(vae.at('shift_factor'), 0),
    },
  };
}

function denoiserOf(
  graph: ExportGraph,
  condition: TextCondition,
): Pick<DenoiserGraph, 'inputs' | 'outputs'> {
  const sample = tensor(graph, 'inputs', ['sample']);
  const timestep = tensor(graph, 'inputs', ['timestep']);
  const [length] = timestep.shape;
  const perRow = length !== undefined && length === sample.shape[0] && length !== 1;
  const part = (name: string) => bare(tensor(graph, 'inputs', [name]));
  return {
    inputs: {
      sample: bare(sample),
      timestep: { ...bare(timestep), per: perRow ? 'row' : 'call' },
      hidden: part('encoder_hidden_states'),
      ...(condition.pooled !== undefined && { pooled: part('text_embeds') }),
      ...(condition.timeIds && { time_ids: part('time_ids') }),
      ...(condition.guidanceEmbedding && { guidance: part('timestep_cond') }),
    },
    outputs: { prediction: bare(tensor(graph, 'outputs', ['out_sample'])) },
  };
}

function conditionOf(
  index: JsonReader,
  unet: JsonReader,
  encoders: readonly ReadEncoder[],
  resolution: number,
): TextCondition {
  const large = encoders.length > 1;
  const zeros = index.at('force_zeros_for_empty_prompt');
  const pooled = encoders.at(-1)?.pooled;
  const embedded = unet.at('time_cond_proj_dim');
  if (large && !pooled) {
    throw new StillroomError(
      'PackInvalid',
      'text_encoder_2/model.onnx has no output "text_embeds", which the U-Net takes. Export the model again.',
    );
  }
  return {
    kind: 'text',
    nullPrompt: '',
    promptTemplate: 'a photo of a {class}',
    nullCondition: large && (!zeros.present || zeros.boolean()) ? 'zeros' : 'encoded',
    encoders: encoders.map(({ encoder }) => encoder),
    ...(large &&
      pooled && {
        pooled: pooled.width,
        timeIds: [resolution, resolution, 0, 0, resolution, resolution],
      }),
    ...(embedded.present && {
      guidanceEmbedding: { width: embedded.integer(4, 65_536), scale: EMBEDDED_SCALE },
    }),
  };
}

/** Hashes files, and keeps what was hashed. */
class HashedFiles {
  readonly contents = new Map<string, Blob>();
  readonly #files: ExportFolder;
  readonly #options: ReadExportOptions;

  constructor(files: ExportFolder, options: ReadExportOptions) {
    this.#files = files;
    this.#options = options;
  }

  async of(path: string, given?: Blob): Promise<PackFile> {
    const { signal, onFile } = this.#options;
    throwIfAborted(signal);
    onFile?.(path);
    const content = given ?? (await this.#files.read(path));
    this.contents.set(path, content);
    return {
      path,
      bytes: content.size,
      sha256: await sha256OfBlob(content, undefined, signal),
    };
  }

  async graph({ path, data }: ExportGraph) {
    const own = await this.of(path);
    const weights: PackFile[] = [];
    for (const one of data) weights.push(await this.of(one));
    return { ...own, data: weights, batch: null };
  }
}

async function encoderGraph(
  { graph, hidden, pooled }: ReadEncoder,
  hashed: HashedFiles,
): Promise<TextEncoderGraph> {
  return {
    ...(await hashed.graph(graph)),
    inputs: { ids: bare(tensor(graph, 'inputs', ['input_ids'])) },
    outputs: { hidden, ...(pooled && { pooled: pooled.tensor }) },
  };
}

/** The image encoder, and what it costs to be without one that says the posterior. */
async function vaeEncoder(files: ExportFolder): Promise<{
  readonly graph: ExportGraph | null;
  readonly warnings: readonly string[];
}> {
  const cost =
    'no cores, clusters or targets can be found in its latents, and no real picture measured with it; making pictures works';
  const graph = await readGraph(files, 'vae_encoder');
  if (graph === null) {
    return { graph, warnings: [`The export has no vae_encoder/model.onnx: ${cost}.`] };
  }
  if (tensorIf(graph, 'outputs', ['latent_parameters'])) return { graph, warnings: [] };
  return {
    graph: null,
    warnings: [
      `vae_encoder/model.onnx has no output "latent_parameters", so it gives no posterior mean (old exports draw a sample inside): ${cost}.`,
    ],
  };
}

function nameOf(id: string): { readonly id: string; readonly name: string } {
  const letters = id.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-');
  return { id: letters.replace(/^[^a-z0-9]+/, '').slice(0, 64) || 'export', name: id };
}

/**
 * @param paths every file of the folder
 * @throws StillroomError PackInvalid, Unsupported, Aborted
 */
export async function readExport(
  source: PackSource,
  paths: readonly string[],
  options: ReadExportOptions = {},
): Promise<ReadExport> {
  const files = new ExportFolder(source, paths);
  const index = await files.json('model_index.json', 'so its pipeline is unknown');
  const family = pipelineOf(index);
  const schedule: ExportSchedule = readScheduler(
    await files.json('scheduler/scheduler_config.json', 'so its noise schedule is unknown'),
  );
  const unet = await files.json('unet/config.json', 'so its sizes are unknown');
  const { resolution, latent } = await readSizes(files, unet);
  const large = family === 'StableDiffusionXL';
  const encoders = [await readEncoder(files, '', large)];
  if (large) encoders.push(await readEncoder(files, '_2', large));
  const condition = conditionOf(index, unet, encoders, resolution);
  const denoiser = await required(files, 'unet', 'so nothing can be made');
  const declared = denoiserOf(denoiser, condition);
  const decoder = await required(files, 'vae_decoder', 'so latents can not become pictures');
  const encoder = await vaeEncoder(files);

  const hashed = new HashedFiles(files, options);
  const [first, second] = encoders as [ReadEncoder, ReadEncoder?];
  const pack: PackDescription = {
    format: PACK_FORMAT,
    ...nameOf(source.id),
    version: 'export',
    licence: 'as the model’s authors say',
    resolution,
    latent,
    prediction: schedule.prediction,
    learnedVariance: false,
    schedule: schedule.schedule,
    defaults: { ...schedule.defaults, cfgScale: CFG_SCALES.get(family) ?? 1 },
    condition,
    graphs: {
      text_encoder: await encoderGraph(first, hashed),
      ...(second && { text_encoder_2: await encoderGraph(second, hashed) }),
      denoiser: { ...(await hashed.graph(denoiser)), ...declared },
      ...(encoder.graph && {
        vae_encoder: {
          ...(await hashed.graph(encoder.graph)),
          inputs: { image: bare(tensor(encoder.graph, 'inputs', ['sample'])) },
          outputs: { moments: bare(tensor(encoder.graph, 'outputs', ['latent_parameters'])) },
        },
      }),
      vae_decoder: {
        ...(await hashed.graph(decoder)),
        inputs: { latent: bare(tensor(decoder, 'inputs', ['latent_sample'])) },
        outputs: { image: bare(tensor(decoder, 'outputs', ['sample'])) },
      },
    },
    files: {
      tokenizer: await hashed.of(first.tokenizer.path, first.tokenizer.content),
      ...(second && {
        tokenizer_2: await hashed.of(second.tokenizer.path, second.tokenizer.content),
      }),
    },
    provenance: {},
  };
  const { id: _id, name: _name, ...identity } = pack;
  return {
    pack,
    hash: canonicalHash(identity),
    contents: hashed.contents,
    warnings: [...schedule.warnings, ...encoder.warnings],
  };
}
