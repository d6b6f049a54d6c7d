/** The engine, handed down the tree: components ask for what they need done, never how. */
import { createContext, use } from 'react';
import type { Engine } from './engine/contract';

const EngineContext = createContext<Engine | null>(null);

export const EngineProvider = EngineContext.Provider;

export function useEngine(): Engine {
  const engine = use(EngineContext);
  if (engine === null) throw new Error('useEngine is called outside EngineProvider');
  return engine;
}
