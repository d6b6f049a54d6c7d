import { expect, it } from 'vitest';
import { mixed } from '../../../src/methods/mixed';
import { inUse, parametersOf } from '../../../src/studio/inspector/schema';

const parameters = parametersOf(mixed.schema);
const groupsShown = (values: Record<string, boolean>) => [
  ...new Set(inUse(parameters, values).map(({ group }) => group)),
];

it('shows the sliders of the terms that are on, and always every switch', () => {
  expect(groupsShown({})).toEqual(['terms', 'coda-alignment', 'discovery', 'start']);
  expect(groupsShown({ useAlignment: false, useMode: true })).toEqual([
    'terms',
    'mode-guidance',
    'start',
  ]);
  const all = {
    useAlignment: true,
    useMode: true,
    useManifold: true,
    useTransport: true,
    useSoftLabel: true,
  };
  expect(inUse(parameters, all)).toEqual(parameters);
});

it('shows where the plane of the manifold lies and when it acts, with mode guidance off', () => {
  const ids = inUse(parameters, { useAlignment: false, useManifold: true }).map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      'modeEnd',
      'modeCentres',
      'modeForm',
      'modeWindow',
      'manifoldStrength',
    ]),
  );
  expect(ids).not.toContain('modeStrength');
});
