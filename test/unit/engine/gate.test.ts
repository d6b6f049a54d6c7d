import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/studio/engine/gate';

function passes(gate: Gate): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), 0);
  });
  return Promise.race([gate.passed().then(() => true), later]);
}

describe('the gate of background work', () => {
  it('is open until somebody closes it, and again when all have let go', async () => {
    const gate = new Gate();
    expect(await passes(gate)).toBe(true);
    const model = gate.close();
    const run = gate.close();
    expect(await passes(gate)).toBe(false);
    model();
    model();
    expect(await passes(gate)).toBe(false);
    run();
    expect(await passes(gate)).toBe(true);
  });

  it('lets those go on who waited, though it closes again at once', async () => {
    const gate = new Gate();
    const first = gate.close();
    const waiting = gate.passed();
    first();
    gate.close();
    await waiting;
    expect(await passes(gate)).toBe(false);
  });
});
