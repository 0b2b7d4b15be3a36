import { expect, it } from 'vitest';
import { commonTraits } from '../../src/fleet/common-trait.ts';
import { nodes } from '../support/fleet/node-reports.ts';

const words = (...groups: Parameters<typeof commonTraits>) =>
  commonTraits(...groups).map((trait) => trait.words);

it('commonTraits finds a range of CPUs', () => {
  const small = nodes(5, (index) => ({ cpus: index % 2 === 0 ? 1 : 2 }));
  expect(words(small, nodes(20))).toEqual(['at most 2 CPUs']);
  expect(
    words(
      nodes(5, () => ({ cpus: 96 })),
      nodes(20),
    ),
  ).toEqual(['at least 96 CPUs']);
});

it('commonTraits allows one exception in ten on either side', () => {
  const ill = nodes(10, (index) => ({ zone: index === 0 ? 'a' : 'b' }));
  const well = (exceptions: number) => nodes(20, (index) => ({ zone: index < exceptions ? 'b' : 'a' }));
  expect(words(ill, well(2))).toEqual(['zone b']);
  expect(words(ill, well(3))).toEqual([]);
});

it('commonTraits counts an unknown value against the trait', () => {
  const ill = nodes(5, () => ({ zone: 'b' }));
  expect(words(ill, nodes(20))).toEqual([]);
  expect(
    words(
      nodes(5),
      nodes(20, () => ({ zone: 'b' })),
    ),
  ).toEqual([]);
});

it('commonTraits needs two nodes with a fault, and one without', () => {
  const ill = nodes(2, () => ({ zone: 'b' }));
  const well = nodes(3, () => ({ zone: 'a' }));
  expect(words(ill.slice(1), well)).toEqual([]);
  expect(words(ill, [])).toEqual([]);
  expect(words(ill, well)).toEqual(['zone b']);
});

it('corrects the chance for the number of traits that were tried', () => {
  const [trait] = commonTraits(
    nodes(2, () => ({ zone: 'b' })),
    nodes(3, () => ({ zone: 'a' })),
  );
  // 1 of 10 ways to draw two nodes out of five; kernel, zone, race window and two ranges of CPUs were tried.
  expect(trait?.chance).toBeCloseTo(5 / 10);
});
