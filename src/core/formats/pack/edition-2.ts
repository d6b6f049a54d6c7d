/** The second edition of pack.json: docs/pack-format.md, field by field. */
import { CONDITION_PARTS, type ConditionPartName } from '../../diffusion/condition';
import type { JsonReader } from '../json-reader';
import {
  PACK_FORMAT,
  TENSOR_TYPES,
  conditionShapes,
  type DenoiserGraph,
  type PackClasses,
  type PackCondition,
  type PackDefaults,
  type PackDescription,
  type PackGraphs,
  type PackTensor,
  type PackTextEncoder,
  type TextCondition,
  type TextEncoderGraph,
  type TimestepTensor,
} from '../pack';
import {
  readClasses,
  readCommon,
  readFile,
  readGraphFile,
  readShape,
  readTemplate,
} from './fields';

const TOKEN = 10_000_000;

function optional<Key extends string, Value>(
  key: Key,
  reader: JsonReader,
  read: (reader: JsonReader) => Value,
): Partial<Record<Key, Value>> {
  return reader.present ? ({ [key]: read(reader) } as Record<Key, Value>) : {};
}

function readTensor(reader: JsonReader): PackTensor {
  return { name: reader.at('name').name(), type: reader.at('type').oneOf(TENSOR_TYPES) };
}

function readTimestep(reader: JsonReader): TimestepTensor {
  return { ...readTensor(reader), per: reader.at('per').oneOf(['row', 'call']) };
}

function readGraph(reader: JsonReader) {
  const batch = reader.at('batch');
  return { ...readGraphFile(reader), batch: batch.present ? batch.integer(1, 64) : null };
}

function readTextEncoderGraph(reader: JsonReader): TextEncoderGraph {
  const [inputs, outputs] = [reader.at('inputs'), reader.at('outputs')];
  return {
    ...readGraph(reader),
    inputs: {
      ids: readTensor(inputs.at('ids')),
      ...optional('mask', inputs.at('mask'), readTensor),
    },
    outputs: {
      hidden: readTensor(outputs.at('hidden')),
      ...optional('pooled', outputs.at('pooled'), readTensor),
    },
  };
}

function readDenoiser(reader: JsonReader, condition: PackCondition): DenoiserGraph {
  const [inputs, outputs] = [reader.at('inputs'), reader.at('outputs')];
  const made = conditionShapes(condition);
  const parts: Partial<Record<ConditionPartName, PackTensor>> = {};
  for (const name of CONDITION_PARTS) {
    const part = inputs.at(name);
    if (made[name] !== undefined) parts[name] = readTensor(part);
    else if (part.present)
      throw part.wrong('left out: "condition" in the pack.json makes no such part');
  }
  return {
    ...readGraph(reader),
    inputs: {
      sample: readTensor(inputs.at('sample')),
      timestep: readTimestep(inputs.at('timestep')),
      ...parts,
    },
    outputs: {
      prediction: readTensor(outputs.at('prediction')),
      ...optional('features', outputs.at('features'), readTensor),
    },
  };
}

function readEncoder(reader: JsonReader): PackTextEncoder {
  const token = (key: string) => {
    const id = reader.at(key);
    return id.present ? id.integer(0, TOKEN) : null;
  };
  return {
    maxTokens: reader.at('maxTokens').integer(2, 4096),
    width: reader.at('width').integer(1, 65_536),
    beginToken: token('beginToken'),
    endToken: token('endToken'),
    padToken: reader.at('padToken').integer(0, TOKEN),
  };
}

function readTextCondition(reader: JsonReader): TextCondition {
  const list = reader.at('encoders');
  const encoders = list.list().map(readEncoder);
  if (encoders.length < 1 || encoders.length > 2) throw list.wrong('one encoder, or two');
  if (encoders.some(({ maxTokens }) => maxTokens !== encoders[0]?.maxTokens)) {
    throw list.wrong('encoders of one maxTokens: their hidden states stand side by side');
  }
  const timeIds = reader.at('timeIds');
  if (timeIds.present && timeIds.list().length !== 6) {
    throw timeIds.wrong(
      '6 numbers: original height and width, crop top and left, target height and width',
    );
  }
  return {
    kind: 'text',
    nullPrompt: reader.at('nullPrompt').string(),
    promptTemplate: readTemplate(reader.at('promptTemplate')),
    encoders,
    nullCondition: reader.at('nullCondition').oneOf(['encoded', 'zeros']),
    ...optional('pooled', reader.at('pooled'), (width) => width.integer(1, 65_536)),
    ...optional('timeIds', timeIds, (ids) => ids.list().map((id) => id.number())),
  };
}

function readCondition(reader: JsonReader): PackCondition {
  const condition: PackCondition =
    reader.at('kind').oneOf(['text', 'class']) === 'text'
      ? readTextCondition(reader)
      : {
          kind: 'class',
          nullPrompt: '',
          promptTemplate: '{class}',
          width: reader.at('width').integer(1, 65_536),
          type: reader.at('type').oneOf(['float32', 'float16']),
        };
  return {
    ...condition,
    ...optional('guidanceEmbedding', reader.at('guidanceEmbedding'), (embedding) => ({
      width: embedding.at('width').integer(4, 65_536),
      scale: embedding.at('scale').number(1, 100),
    })),
  };
}

function readPackClasses(reader: JsonReader): PackClasses {
  const classes = readClasses(reader);
  const ids = reader.at('wordnetIds');
  if (!ids.present) return classes;
  const list = ids.list();
  if (list.length !== classes.names.length) {
    throw ids.wrong(`${classes.names.length} ids, one a name`);
  }
  const wordnetIds = list.map((item) => {
    if (!/^n\d{8}$/.test(item.string())) throw item.wrong('a WordNet id like "n01440764"');
    return item.string();
  });
  return { ...classes, wordnetIds };
}

function readDefaults(reader: JsonReader, common: PackDefaults): PackDefaults {
  const whole = (one: JsonReader) => one.integer(0, 100_000);
  return {
    ...common,
    ...optional('spacing', reader.at('spacing'), (one) =>
      one.oneOf(['leading', 'linspace', 'trailing']),
    ),
    ...optional('stepsOffset', reader.at('stepsOffset'), whole),
    ...optional('setAlphaToOne', reader.at('setAlphaToOne'), (one) => one.boolean()),
    ...optional('originalSteps', reader.at('originalSteps'), (one) => one.integer(1, 1000)),
    ...optional('timestepScaling', reader.at('timestepScaling'), (one) => one.positive()),
    ...optional('shift', reader.at('shift'), (one) => one.positive()),
  };
}

function readGraphs(reader: JsonReader, condition: PackCondition): PackGraphs {
  const [encoder, decoder] = [reader.at('vae_encoder'), reader.at('vae_decoder')];
  const texts = condition.kind === 'text' ? condition.encoders.length : 0;
  return {
    ...(texts > 0 && { text_encoder: readTextEncoderGraph(reader.at('text_encoder')) }),
    ...(texts > 1 && { text_encoder_2: readTextEncoderGraph(reader.at('text_encoder_2')) }),
    denoiser: readDenoiser(reader.at('denoiser'), condition),
    ...optional('vae_encoder', encoder, (one) => ({
      ...readGraph(one),
      inputs: { image: readTensor(one.at('inputs').at('image')) },
      outputs: { moments: readTensor(one.at('outputs').at('moments')) },
    })),
    vae_decoder: {
      ...readGraph(decoder),
      inputs: { latent: readTensor(decoder.at('inputs').at('latent')) },
      outputs: { image: readTensor(decoder.at('outputs').at('image')) },
    },
  };
}

/** A second denoiser is held to what a graph's file is, and no more: docs/FEATURES.md. */
function readSecondDenoiser(reader: JsonReader): true {
  readGraphFile(reader);
  return true;
}

function readFiles(
  reader: JsonReader,
  condition: PackCondition,
  classes: PackClasses | undefined,
): PackDescription['files'] {
  if (condition.kind === 'text') {
    return {
      tokenizer: readFile(reader.at('tokenizer')),
      ...(condition.encoders.length > 1 && { tokenizer_2: readFile(reader.at('tokenizer_2')) }),
    };
  }
  const table = readFile(reader.at('label_embedding'));
  const rows = (classes?.names.length ?? 0) + 1;
  const bytes = rows * condition.width * (condition.type === 'float32' ? 4 : 2);
  if (table.bytes !== bytes) {
    throw reader
      .at('label_embedding')
      .at('bytes')
      .wrong(
        `${bytes}, for ${rows} rows (one a class, and the null row) of ${condition.width} ${condition.type} numbers`,
      );
  }
  return { label_embedding: table };
}

function checkAgreement(root: JsonReader, pack: PackDescription): void {
  const { condition, graphs, features } = pack;
  if ((features === undefined) !== (graphs.denoiser.outputs.features === undefined)) {
    throw root
      .at('features')
      .wrong('there exactly where the denoiser has an output "features": its shape');
  }
  if (condition.kind === 'class') return;
  if (condition.pooled === undefined) return;
  const last = condition.encoders.length > 1 ? graphs.text_encoder_2 : graphs.text_encoder;
  if (last?.outputs.pooled === undefined) {
    throw root
      .at('condition')
      .at('pooled')
      .wrong('left out, or the last text encoder has an output "pooled"');
  }
}

/** @throws StillroomError PackInvalid */
export function readSecondEdition(root: JsonReader): PackDescription {
  const common = readCommon(root);
  const condition = readCondition(root.at('condition'));
  const [features, listed, shift] = [
    root.at('features'),
    root.at('classes'),
    root.at('latent').at('shift'),
  ];
  // A model of classes knows what its table has rows for.
  const needed = condition.kind === 'class' || listed.present;
  const classes = needed ? readPackClasses(listed) : undefined;
  if (condition.kind === 'class' && classes?.closed === false) {
    throw listed.at('closed').wrong('true: a model of class labels knows no other');
  }
  const pack: PackDescription = {
    format: PACK_FORMAT,
    ...common,
    latent: { ...common.latent, shift: shift.present ? shift.number() : 0 },
    learnedVariance: root.at('learnedVariance').boolean(),
    ...optional('guidanceChannels', root.at('guidanceChannels'), (channels) =>
      channels.integer(1, common.latent.channels),
    ),
    defaults: readDefaults(root.at('defaults'), common.defaults),
    condition,
    ...optional('features', features, readShape),
    ...(classes !== undefined && { classes }),
    graphs: readGraphs(root.at('graphs'), condition),
    ...optional('secondDenoiser', root.at('graphs').at('denoiser_2'), readSecondDenoiser),
    files: readFiles(root.at('files'), condition, classes),
  };
  checkAgreement(root, pack);
  return pack;
}
