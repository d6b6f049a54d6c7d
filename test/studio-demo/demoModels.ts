/** The place of the models, without any. */
import type { ModelCommands } from '../../src/studio/commands/models/contract';
import { notify } from '../../src/studio/state/notices';
import { useModels } from '../../src/studio/state/models';

export const demoModels: ModelCommands = {
  addFiles: async (files) => notify('info', `A model folder of ${files.length} files.`),
  show: async () => useModels.setState({ open: true }),
  look: async (address) => notify('info', `Looked at ${address}.`),
  download: () => Promise.resolve(),
  goOn: () => Promise.resolve(),
  stop: () => undefined,
  leave: () => useModels.setState({ download: null }),
  endedBy: () => '',
  remove: async (id) => notify('info', `Removed ${id}.`),
};
