/**
 * The first edition of pack.json, as the second has it: one text encoder, inputs and outputs under the
 * names of a Stable Diffusion export and of whatever type the graphs declare.
 */
import type { JsonReader } from '../json-reader';
import { PACK_FORMAT, type PackDescription, type PackTensor } from '../pack';
import {
  readClasses,
  readCommon,
  readFile,
  readGraphFile,
  readShape,
  readTemplate,
} from './fields';

export const FIRST_FORMAT = 'stillroom-pack/1';

const undeclared = (name: string): PackTensor => ({ name, type: null });

/** @throws StillroomError PackInvalid */
export function readFirstEdition(root: JsonReader): PackDescription {
  const [text, files] = [root.at('text'), root.at('files')];
  const [features, classes] = [root.at('features'), root.at('classes')];
  root.at('family').oneOf(['text-to-image']);
  const graph = (role: string) => ({ ...readGraphFile(files.at(role)), batch: null });
  return {
    format: PACK_FORMAT,
    ...readCommon(root),
    learnedVariance: false,
    condition: {
      kind: 'text',
      nullPrompt: text.at('nullPrompt').string(),
      promptTemplate: readTemplate(text.at('promptTemplate')),
      nullCondition: 'encoded',
      encoders: [
        {
          maxTokens: text.at('maxTokens').integer(1, 4096),
          width: text.at('hiddenSize').integer(1, 65_536),
          beginToken: null,
          endToken: null,
          padToken: text.at('padTokenId').integer(0, 10_000_000),
        },
      ],
    },
    ...(features.present && { features: readShape(features) }),
    ...(classes.present && { classes: readClasses(classes) }),
    graphs: {
      text_encoder: {
        ...graph('text_encoder'),
        inputs: { ids: undeclared('input_ids'), mask: undeclared('attention_mask') },
        outputs: { hidden: undeclared('last_hidden_state') },
      },
      denoiser: {
        ...graph('unet'),
        inputs: {
          sample: undeclared('sample'),
          timestep: { ...undeclared('timestep'), per: null },
          hidden: undeclared('encoder_hidden_states'),
        },
        outputs: {
          prediction: undeclared('out_sample'),
          ...(features.present && { features: undeclared('features') }),
        },
      },
      vae_encoder: {
        ...graph('vae_encoder'),
        inputs: { image: undeclared('sample') },
        outputs: { moments: undeclared('latent_parameters') },
      },
      vae_decoder: {
        ...graph('vae_decoder'),
        inputs: { latent: undeclared('latent_sample') },
        outputs: { image: undeclared('sample') },
      },
    },
    files: { tokenizer: readFile(files.at('tokenizer')) },
  };
}
