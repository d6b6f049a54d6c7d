/**
 * A model small enough for properties: 8 px pictures, latents of 3 x 2 x 2 that are means of blocks, a
 * network that depends on all its inputs. What it makes means nothing; that it is the same for the same
 * inputs, row by row, is what tests of the order of the work need.
 */
import type { Diffuser } from '../../../src/core/diffuser';
import type { DenoiserCall } from '../../../src/core/diffusion/types';
import { PACK_FORMAT, type PackDescription, type PackRole } from '../../../src/core/formats/pack';
import { localModel } from '../../../src/run/model/local-model';
import type { LoadedModel, Model } from '../../../src/run/ports';
import { hiddenStates, statesOf } from '../hidden-states';

const SIDE = 8;
const CELL = 4;
const SHAPE = { channels: 3, height: SIDE / CELL, width: SIDE / CELL };
const SIZE = SHAPE.channels * SHAPE.height * SHAPE.width;
const TOKENS = 2;
const WIDTH = 3;

const file = (role: PackRole) => ({ path: role, bytes: 1, sha256: role.padEnd(64, '0') });
const graph = (role: PackRole) => ({ ...file(role), data: [], batch: null });
const tensor = (name: string) => ({ name, type: null });

export const STAND_IN_PACK: PackDescription = {
  format: PACK_FORMAT,
  id: 'stand-in',
  name: 'Stand-in',
  version: '1',
  licence: 'none',
  resolution: SIDE,
  latent: { ...SHAPE, scalingFactor: 1, shift: 0 },
  prediction: 'epsilon',
  learnedVariance: false,
  schedule: { trainTimesteps: 1000, betas: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 },
  defaults: { solver: 'ddim', karrasSigmas: false, steps: 3, cfgScale: 2 },
  condition: {
    kind: 'text',
    nullPrompt: '',
    promptTemplate: '{class}',
    nullCondition: 'encoded',
    encoders: [{ maxTokens: TOKENS, width: WIDTH, beginToken: null, endToken: null, padToken: 0 }],
  },
  graphs: {
    text_encoder: {
      ...graph('text_encoder'),
      inputs: { ids: tensor('ids') },
      outputs: { hidden: tensor('hidden') },
    },
    denoiser: {
      ...graph('denoiser'),
      inputs: {
        sample: tensor('sample'),
        timestep: { ...tensor('timestep'), per: null },
        hidden: tensor('hidden'),
      },
      outputs: { prediction: tensor('prediction') },
    },
    vae_encoder: {
      ...graph('vae_encoder'),
      inputs: { image: tensor('image') },
      outputs: { moments: tensor('moments') },
    },
    vae_decoder: {
      ...graph('vae_decoder'),
      inputs: { latent: tensor('latent') },
      outputs: { image: tensor('image') },
    },
  },
  files: { tokenizer: file('tokenizer') },
  provenance: {},
};

export const STAND_IN_HASH = 'a'.repeat(64);

function embedding(prompt: string): number[] {
  return Array.from({ length: TOKENS * WIDTH }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < prompt.length; c++) sum += Math.sin(prompt.charCodeAt(c) * (i + 1 + c));
    return sum / (1 + prompt.length);
  });
}

/** Position of a latent cell's first pixel. */
function corner(cell: number): { readonly y: number; readonly x: number } {
  return { y: CELL * Math.floor(cell / SHAPE.width), x: CELL * (cell % SHAPE.width) };
}

function encoded(pixels: Uint8Array, latent: Float32Array): void {
  const cells = SHAPE.height * SHAPE.width;
  for (let channel = 0; channel < SHAPE.channels; channel++) {
    for (let cell = 0; cell < cells; cell++) {
      const { y, x } = corner(cell);
      let sum = 0;
      for (let dy = 0; dy < CELL; dy++) {
        for (let dx = 0; dx < CELL; dx++) {
          sum += pixels[((y + dy) * SIDE + x + dx) * 3 + channel] ?? 0;
        }
      }
      latent[channel * cells + cell] = sum / (CELL * CELL) / 127.5 - 1;
    }
  }
}

function decoded(latent: Float32Array, pixels: Uint8Array): void {
  const cells = SHAPE.height * SHAPE.width;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const cell = Math.floor(y / CELL) * SHAPE.width + Math.floor(x / CELL);
      for (let channel = 0; channel < 3; channel++) {
        const value = 127.5 * ((latent[channel * cells + cell] ?? 0) + 1);
        pixels[(y * SIDE + x) * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
}

function predicted({ sample, timesteps, condition, rows }: DenoiserCall): Float32Array {
  const states = statesOf(condition);
  const out = new Float32Array(rows * SIZE);
  for (let row = 0; row < rows; row++) {
    let pull = 0;
    for (let i = 0; i < TOKENS * WIDTH; i++) {
      pull += (states[row * TOKENS * WIDTH + i] ?? 0) * Math.cos(i);
    }
    for (let j = 0; j < SIZE; j++) {
      const value = sample[row * SIZE + j] ?? 0;
      const time = Math.sin((timesteps[row] ?? 0) / 90 + j);
      out[row * SIZE + j] = 0.7 * Math.tanh(value) + 0.2 * time + 0.1 * pull;
    }
  }
  return out;
}

/** @param features whether the pack has a feature output */
export function standInDiffuser(features = false): Diffuser {
  const pack = features ? { ...STAND_IN_PACK, features: SHAPE } : STAND_IN_PACK;
  return {
    pack,
    async makeConditions(prompts) {
      return prompts.map((prompt) => hiddenStates(Float32Array.from(embedding(prompt)), TOKENS));
    },
    async encode(pixels, count) {
      const latents = new Float32Array(count * SIZE);
      const area = SIDE * SIDE * 3;
      for (let i = 0; i < count; i++) {
        encoded(pixels.subarray(i * area, (i + 1) * area), latents.subarray(i * SIZE));
      }
      return latents;
    },
    /** Deviations are a tenth of what a mean is from 2, so that no two are equal. */
    async posterior(pixels, count) {
      const means = await this.encode(pixels, count);
      const moments = new Float32Array(2 * count * SIZE);
      for (let i = 0; i < count; i++) {
        const own = means.subarray(i * SIZE, (i + 1) * SIZE);
        moments.set(own, 2 * i * SIZE);
        moments.set(
          own.map((mean) => (2 - mean) / 10),
          (2 * i + 1) * SIZE,
        );
      }
      return moments;
    },
    async decode(latents, count) {
      const area = SIDE * SIDE * 3;
      const pixels = new Uint8Array(count * area);
      for (let i = 0; i < count; i++) {
        decoded(latents.subarray(i * SIZE, (i + 1) * SIZE), pixels.subarray(i * area));
      }
      return pixels;
    },
    predictNoise: async (call) => predicted(call),
    features: async (call) => predicted(call).map(Math.cos),
  };
}

/** The stand-in as a loaded model. */
export function standInModel(
  changes: Partial<LoadedModel> = {},
  diffuser: Diffuser = standInDiffuser(),
): Model {
  return localModel(diffuser, {
    pack: diffuser.pack,
    packHash: STAND_IN_HASH,
    backend: { kind: 'cpu', threads: 1 },
    ...changes,
  });
}
