import { resolve } from 'node:path';
import { matchesGlob } from './glob';

test.each([
  ['src/migrations/*.js', 'src/migrations/1-a.js', true],
  ['src/migrations/*.js', 'src/migrations/1-a.ts', false],
  ['src/migrations/*.js', 'src/migrations/deep/1-a.js', false],
  ['src/**/*.{js,ts}', 'src/migrations/deep/1-a.ts', true],
  ['src/**/*.{js,ts}', 'src/1-a.ts', true],
  ['src/**/*.migration.ts', 'src/a.entity.ts', false],
  ['src/migrations/[0-9]*.js', 'src/migrations/1.js', true],
  ['src/migrations/[0-9]*.js', 'src/migrations/a.js', false],
  ['src/a.js', 'src/abjs', false],
  ['src/[', 'src/[', false],
])('%s and %s: %s', (glob, file, expected) => {
  expect(matchesGlob(resolve(file), glob)).toBe(expected);
  expect(matchesGlob(resolve(file), resolve(glob))).toBe(expected);
});
