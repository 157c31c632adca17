import fc from 'fast-check';
import { loadParser } from '../sql/parser';
import { checkFuzzed } from '../testing/fuzz-check';
import { fuzzCorpus } from '../testing/fuzz-corpus';
import type { FuzzInput } from '../testing/fuzz-inputs';
import { fuzzInputs, largeTexts } from '../testing/fuzz-inputs';

/** A sample of what `npm run test:fuzz` tries a million of. The seed is fixed: FUZZ_SEED=n draws others, FUZZ_RUNS=n more. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 1500);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

beforeAll(loadParser);

test('whatever the text, there is a verdict for every statement, and one finding wherever it does not parse', () => {
  const inputs = fuzzInputs(fuzzCorpus());
  fc.assert(
    fc.property(inputs, fc.nat(1_000_000), (input, number) => checkFuzzed(input, number)),
    { numRuns, seed },
  );
});

test.each(
  largeTexts.map((text): [string, string] => [
    `${JSON.stringify(text.slice(0, 24))} ... ${text.length}`,
    text,
  ]),
)('large: %s', (_name, text) => {
  const begun = performance.now();
  checkFuzzed({ kind: 'large', text }, 1);
  expect(performance.now() - begun).toBeLessThan(30_000);
});

test.each<[string, FuzzInput]>([
  ['a lone quote', { kind: 'x', text: "SELECT 'a" }],
  ['a NUL', { kind: 'x', text: 'DROP TABLE a; SELECT \0; DROP TABLE b' }],
  ['half a surrogate pair', { kind: 'x', text: 'SELECT \ud800; DROP TABLE b' }],
  ['a byte order mark', { kind: 'x', text: '\ufeffDROP TABLE a;' }],
  ['line ends of all kinds', { kind: 'x', text: 'SELEC 1;\r\nSELECT\r2;\n\rDROP TABLE a;\r' }],
  ['a syntax error between two statements', { kind: 'x', text: 'SELEC 1 FROM (', between: true }],
])('%s', (_name, input) => {
  for (let number = 0; number < 64; number += 1) checkFuzzed(input, number);
});

test('the check notices a statement that is hidden', () => {
  const text = 'SELECT 1;\n-- safe-migrate: allow drop-table until 2026-12-31 because nobody reads it';
  expect(() => checkFuzzed({ kind: 'x', text, between: true }, 1)).toThrow('DROP TABLE app.omega is found');
});
