/**
 * pack.json: what a model folder says about itself. Every field stands in docs/pack-format.md.
 *
 * A pack is a folder of ONNX graphs with one JSON file that states everything a sampler must know and
 * cannot read from the graphs: what the network is conditioned on, latent shape and scaling, what it
 * predicts, its noise schedule, sensible defaults, the classes that it knows, and the size and SHA-256 of
 * every file. These types are the second edition's; a pack of the first becomes one when it is parsed, and
 * so does an export that brings no pack.json. Nothing above the parsers knows of any difference.
 */
import type { OwnNames } from '../by-name';
import type { ConditionPartName, ConditionShapes } from '../diffusion/condition';
import type { GuidanceInterval } from '../diffusion/guidance-scale';
import type { TimestepSpacing } from '../diffusion/schedule/spacing';
import type { LatentShape, NoiseSchedule, Prediction } from '../diffusion/types';

export const PACK_FORMAT = 'stillroom-pack/2';

/** A pack.json has no more: it holds names, shapes and hashes. */
export const PACK_JSON_BYTES = 8_388_608;

export const GRAPH_ROLES = [
  'text_encoder',
  'text_encoder_2',
  'denoiser',
  'vae_encoder',
  'vae_decoder',
] as const;
export type GraphRole = (typeof GRAPH_ROLES)[number];

/** Files that are no graphs. */
export const FILE_ROLES = ['tokenizer', 'tokenizer_2', 'label_embedding'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

export type PackRole = GraphRole | FileRole;

export const PACK_SOLVERS = [
  'dpmsolver++2m',
  'ddim',
  'ddpm',
  'euler',
  'lcm',
  'flow-match-euler',
  'ddpm-respaced',
  'ddim-respaced',
] as const;
export type PackSolver = (typeof PACK_SOLVERS)[number];

export const TENSOR_TYPES = ['float32', 'float16', 'int64', 'int32'] as const;
export type PackTensorType = (typeof TENSOR_TYPES)[number];

/** One file of a pack: where it stands in the folder, how long it is, its SHA-256 (lower-case hex). */
export interface PackFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** An input or output of a graph. */
export interface PackTensor {
  /** As the graph calls it. */
  readonly name: string;
  /** null where the pack does not say: as the graph declares it. */
  readonly type: PackTensorType | null;
}

/** The timestep of a denoiser: one a row, or one for a whole call. */
export interface TimestepTensor extends PackTensor {
  /** null where the pack does not say: as the graph's shape has it. */
  readonly per: 'row' | 'call' | null;
}

/** A graph, with the weight files that it refers to by name. */
interface GraphFile extends PackFile {
  readonly data: readonly PackFile[];
  /** Rows that every call must have; null: as the graph declares it. */
  readonly batch: number | null;
}

export interface TextEncoderGraph extends GraphFile {
  /** `mask`: fed where the graph has it. */
  readonly inputs: { readonly ids: PackTensor; readonly mask?: PackTensor };
  readonly outputs: { readonly hidden: PackTensor; readonly pooled?: PackTensor };
}

export interface DenoiserGraph extends GraphFile {
  /** Beside sample and timestep, an input for every part of the condition. */
  readonly inputs: {
    readonly sample: PackTensor;
    readonly timestep: TimestepTensor;
  } & Readonly<Partial<Record<ConditionPartName, PackTensor>>>;
  readonly outputs: { readonly prediction: PackTensor; readonly features?: PackTensor };
}

export interface VaeEncoderGraph extends GraphFile {
  readonly inputs: { readonly image: PackTensor };
  /** Mean and log-variance one after the other, or the mean alone. */
  readonly outputs: { readonly moments: PackTensor };
}

export interface VaeDecoderGraph extends GraphFile {
  readonly inputs: { readonly latent: PackTensor };
  readonly outputs: { readonly image: PackTensor };
}

export interface PackGraphs {
  readonly text_encoder?: TextEncoderGraph;
  readonly text_encoder_2?: TextEncoderGraph;
  readonly denoiser: DenoiserGraph;
  /** Without one the model cannot look at pictures. */
  readonly vae_encoder?: VaeEncoderGraph;
  readonly vae_decoder: VaeDecoderGraph;
}

/** A text encoder; the first is the role `text_encoder` with `tokenizer`, the second those with `_2`. */
export interface PackTextEncoder {
  readonly maxTokens: number;
  /** Of one token's hidden state. */
  readonly width: number;
  /** Ids that stand around the text's own; null: as tokenizer.json says. */
  readonly beginToken: number | null;
  readonly endToken: number | null;
  readonly padToken: number;
}

/** The guidance scale as an input of its own (consistency models): a sine embedding of scale - 1. */
export interface GuidanceEmbedding {
  readonly width: number;
  readonly scale: number;
}

interface ConditionOfAnyKind {
  readonly nullPrompt: string;
  /** Holds `{class}` where the class's name goes. */
  readonly promptTemplate: string;
  readonly guidanceEmbedding?: GuidanceEmbedding;
}

export interface TextCondition extends ConditionOfAnyKind {
  readonly kind: 'text';
  /** One, or two whose hidden states stand side by side. */
  readonly encoders: readonly PackTextEncoder[];
  /** zeros: in place of the null prompt's hidden states and pooled vector (SDXL). */
  readonly nullCondition: 'encoded' | 'zeros';
  /** Width of the last encoder's `pooled`, where the denoiser takes it. */
  readonly pooled?: number;
  /** Original height and width, crop top and left, target height and width, where it takes them. */
  readonly timeIds?: readonly number[];
}

export interface ClassCondition extends ConditionOfAnyKind {
  readonly kind: 'class';
  /** Of one row of the table `label_embedding`, [names + 1, width], the null class last. */
  readonly width: number;
  /** Of the table's numbers, little-endian. */
  readonly type: 'float32' | 'float16';
}

export type PackCondition = TextCondition | ClassCondition;

export interface PackDefaults {
  readonly solver: PackSolver;
  readonly karrasSigmas: boolean;
  readonly steps: number;
  readonly cfgScale: number;
  /** Where on the noise schedule that scale holds; everywhere where it is left out. */
  readonly cfgInterval?: GuidanceInterval;
  /** What its scheduler fixes; Stable Diffusion's where left out. */
  readonly spacing?: TimestepSpacing;
  readonly stepsOffset?: number;
  readonly setAlphaToOne?: boolean;
  readonly originalSteps?: number;
  readonly timestepScaling?: number;
  readonly shift?: number;
}

/** What a model knows. */
export interface PackClasses {
  /** It knows nothing else. */
  readonly closed: boolean;
  readonly names: readonly string[];
  /** "n01440764", one a name. */
  readonly wordnetIds?: readonly string[];
}

export interface PackDescription {
  readonly format: typeof PACK_FORMAT;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Side of the square images, in pixels. */
  readonly resolution: number;
  /** Latents are (the autoencoder's posterior mean - shift) times scalingFactor. */
  readonly latent: LatentShape & { readonly scalingFactor: number; readonly shift: number };
  readonly prediction: Prediction;
  /** The denoiser returns twice the latent's channels, a variance behind the prediction. */
  readonly learnedVariance: boolean;
  /** Leading latent channels on which classifier-free guidance acts; all where left out. */
  readonly guidanceChannels?: number;
  readonly schedule: NoiseSchedule;
  readonly defaults: PackDefaults;
  readonly condition: PackCondition;
  /** Shape of the denoiser's `features` output, where it has one. */
  readonly features?: LatentShape;
  /** RGB in [0, 1] of one scaled latent cell: matrix [3][channels] times the cell, plus bias [3]. */
  readonly latentToRgb?: {
    readonly matrix: readonly (readonly number[])[];
    readonly bias: readonly number[];
  };
  /** Left out where the model takes any text. */
  readonly classes?: PackClasses;
  readonly graphs: PackGraphs;
  /** The pack declares a second network for the last steps (SDXL's refiner), which nothing here uses or fetches. */
  readonly secondDenoiser?: true;
  readonly files: Readonly<Partial<Record<FileRole, PackFile>>>;
  /** Free text by key: who made it, from what, when. */
  readonly provenance: OwnNames<unknown>;
}

/** The parts that a pack's conditions have, with their shapes. */
export function conditionShapes(condition: PackCondition): ConditionShapes {
  const { guidanceEmbedding } = condition;
  const guidance = guidanceEmbedding && { guidance: [guidanceEmbedding.width] };
  if (condition.kind === 'class') return { label: [condition.width], ...guidance };
  const { encoders, pooled, timeIds } = condition;
  const width = encoders.reduce((sum, encoder) => sum + encoder.width, 0);
  return {
    hidden: [encoders[0]?.maxTokens ?? 0, width],
    ...(pooled !== undefined && { pooled: [pooled] }),
    ...(timeIds !== undefined && { time_ids: [timeIds.length] }),
    ...guidance,
  };
}

/** The graphs of a pack by role, in a fixed order. */
export function packGraphs({
  graphs,
}: Pick<PackDescription, 'graphs'>): (readonly [GraphRole, GraphFile])[] {
  return GRAPH_ROLES.flatMap((role) => {
    const graph = graphs[role];
    return graph === undefined ? [] : [[role, graph] as const];
  });
}

/** Every file of a pack in a fixed order, external weights after the graph they belong to. */
export function packFiles(pack: Pick<PackDescription, 'graphs' | 'files'>): readonly PackFile[] {
  const graphs = packGraphs(pack).flatMap(([, graph]) => [graph, ...graph.data]);
  return [...graphs, ...FILE_ROLES.flatMap((role) => pack.files[role] ?? [])];
}

/** The sum of the files' sizes, in bytes. */
export function packBytes(pack: Pick<PackDescription, 'graphs' | 'files'>): number {
  return packFiles(pack).reduce((sum, file) => sum + file.bytes, 0);
}

/** The prompt of a class by the pack's template. */
export function classPrompt({ condition }: PackDescription, className: string): string {
  return condition.promptTemplate.replaceAll('{class}', () => className);
}
