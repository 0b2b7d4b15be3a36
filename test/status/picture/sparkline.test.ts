import { expect, it } from 'vitest';
import { sparkBars, sparkLevel } from '../../../src/status/picture/sparkline.ts';

it('the tallest bar has the whole height, and what was not read is marked', () => {
  const { text } = sparkBars([0, 2, 4, undefined], 'drop rose by 6');
  expect(text).toContain('viewBox="0 0 4 36"');
  expect(text).toContain('role="img" aria-label="drop rose by 6"');
  expect(text).toContain('class="rise" d="M1.1 36v-18h.8v18zM2.1 36v-36h.8v36z"');
  expect(text).toContain('class="gap" d="M3 36v-1.5h1v1.5z"');
});

it('a line has a scale of its own', () => {
  expect(sparkLevel([50, 200], 100, 'x').text).toContain(
    'class="level" d="M0.1 36v-18h.8v18zM1.1 36v-36h.8v36z"',
  );
});
