/** The commands, handed down the tree: components ask for what they need done, never how. */
import { createContext, use } from 'react';
import type { Commands } from './commands/contract';

const CommandsContext = createContext<Commands | null>(null);

export const CommandsProvider = CommandsContext.Provider;

export function useCommands(): Commands {
  const commands = use(CommandsContext);
  if (commands === null) throw new Error('useCommands is called outside CommandsProvider');
  return commands;
}
