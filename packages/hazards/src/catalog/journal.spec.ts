import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { modelOf } from '../effects/testing/predicting';
import { parseText, loadParser } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { applyAction } from './apply';
import type { Catalog } from './catalog';
import { Catalog as Model } from './catalog';
import { shown } from './testing/shown';

interface Measured {
  readonly fixture: string;
  readonly statements: readonly { readonly sql: string; readonly setup?: readonly string[] }[];
}

const file = path.join(__dirname, '..', '..', 'observations', 'pg18.json');
const { fixture, statements } = JSON.parse(readFileSync(file, 'utf8')) as Measured;
const texts = [...new Set(statements.flatMap(({ sql, setup = [] }) => [...setup, sql]))];

function run(catalog: Catalog, sql: string): void {
  const parsed = parseText(sql);
  if (!parsed.ok) return;
  for (const { node, sql: text } of parsed.statements)
    for (const action of readStatement(node, text)) applyAction(catalog, action);
}

beforeAll(loadParser);

test('whatever a statement changes comes back', () => {
  const catalog = modelOf(fixture, 'app');
  const before = shown(catalog);
  for (const sql of texts) {
    const mark = catalog.mark();
    run(catalog, sql);
    mark.back();
    mark.forget();
    expect([sql, shown(catalog)]).toEqual([sql, before]);
  }
});

test('marks stand inside of marks, and can be gone back to again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...texts), { minLength: 3, maxLength: 6 }), (some) => {
      const catalog = modelOf(fixture, 'app');
      const states = [shown(catalog)];
      const marks = [catalog.mark()];
      for (const sql of some) {
        run(catalog, sql);
        states.push(shown(catalog));
        marks.push(catalog.mark());
      }
      const middle = Math.floor(some.length / 2);
      for (let round = 0; round < 2; round += 1) {
        marks[middle]?.back();
        expect(shown(catalog)).toBe(states[middle]);
        for (const sql of some) run(catalog, sql);
      }
      for (const mark of marks.slice(1).reverse()) mark.forget();
      marks[0]?.back();
      expect(shown(catalog)).toBe(states[0]);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('a mark is set in no time, however large the catalog is', () => {
  const catalog = new Model(['public'], ['public'], true);
  for (let number = 0; number < 3000; number += 1)
    run(catalog, `CREATE TABLE t${number} (a int, b int, c int)`);
  const started = process.hrtime.bigint();
  for (let round = 0; round < 3000; round += 1) {
    const mark = catalog.mark();
    run(catalog, `ALTER TABLE t${round} RENAME a TO z`);
    mark.back();
    mark.forget();
  }
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  expect(catalog.relations.get('public.t2999')?.columns.has('a')).toBe(true);
  // A copy of the whole takes longer than this for a hundred marks.
  expect(milliseconds).toBeLessThan(3000);
});
