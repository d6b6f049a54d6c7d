/** From a loaded pack and its sessions to what makes its conditions. */
import { StillroomError } from '../../core/errors';
import type { FileRole, GraphRole, PackTextEncoder } from '../../core/formats/pack';
import type { PackGraph } from '../graph';
import type { LoadedPack } from '../pack-loader';
import { PromptTokenizer } from '../prompt-tokenizer';
import { ClassConditions } from './class-conditions';
import type { ConditionMaker } from './condition-maker';
import { TextConditions, type OpenedEncoder } from './text-conditions';

const TEXT_ROLES = [
  { graph: 'text_encoder', tokenizer: 'tokenizer' },
  { graph: 'text_encoder_2', tokenizer: 'tokenizer_2' },
] as const satisfies readonly { readonly graph: GraphRole; readonly tokenizer: FileRole }[];

async function openEncoder(
  { pack, files }: LoadedPack,
  graphs: ReadonlyMap<GraphRole, PackGraph>,
  encoder: PackTextEncoder,
  position: number,
): Promise<OpenedEncoder> {
  const role = TEXT_ROLES[position];
  const [graph, declared] = role ? [graphs.get(role.graph), pack.graphs[role.graph]] : [];
  const json = role && files.get(role.tokenizer);
  if (!graph || !declared || !json) {
    throw new StillroomError('Internal', `A pack was opened without text encoder ${position + 1}.`);
  }
  const tokenizer = new PromptTokenizer(await json.text(), encoder);
  return { graph, declared, encoder, tokenizer };
}

/**
 * @param maxRows prompts that a text encoder gets at once, at most
 * @throws StillroomError PackInvalid when a tokenizer or a graph is not as the pack says
 */
export async function openConditions(
  loaded: LoadedPack,
  graphs: ReadonlyMap<GraphRole, PackGraph>,
  maxRows: number,
): Promise<ConditionMaker> {
  const { condition, classes } = loaded.pack;
  if (condition.kind === 'text') {
    const opened: OpenedEncoder[] = [];
    for (const [position, encoder] of condition.encoders.entries()) {
      opened.push(await openEncoder(loaded, graphs, encoder, position));
    }
    return new TextConditions(condition, opened, maxRows);
  }
  const table = await loaded.files.get('label_embedding')?.arrayBuffer();
  if (table === undefined || classes === undefined) {
    throw new StillroomError('Internal', 'A pack was opened without its table of classes.');
  }
  return new ClassConditions(condition, classes, table);
}
