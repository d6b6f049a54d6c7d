import { embeddings } from '../embeddings';

declare global {
  /** Set when the page is ready. */
  var embeddingsHere: typeof embeddings;
}

globalThis.embeddingsHere = embeddings;
