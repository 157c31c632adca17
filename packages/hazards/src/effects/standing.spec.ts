import { applyAction } from '../catalog/apply';
import { Catalog } from '../catalog/catalog';
import { loadParser, parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { predict } from './predict';
import { Standing } from './standing';

beforeAll(loadParser);

function touched(texts: readonly string[]): readonly string[] {
  const catalog = new Catalog(['public']);
  const standing = new Standing();
  for (const text of texts) {
    standing.begin();
    const outcome = parseText(text);
    for (const { node, sql } of outcome.ok ? outcome.statements : []) {
      for (const action of readStatement(node, sql)) {
        standing.note(predict(action, catalog, { serverMajor: 17, inTransaction: true }), catalog);
        applyAction(catalog, action);
        standing.applied(action, catalog);
      }
    }
  }
  return [...standing.names.values()];
}

const create = 'CREATE TABLE a (x int);';

test('what an earlier statement made stands, what this one made does not', () => {
  expect(touched([create, 'ALTER TABLE a ADD y int'])).toEqual(['public.a']);
  expect(touched([`DO $$ BEGIN ${create} ALTER TABLE a ADD y int; ALTER TABLE b ADD z int; END $$`])).toEqual(
    ['public.b'],
  );
});

test('what a statement is about to make does not stand', () => {
  expect(touched(['CREATE TABLE a (x int PRIMARY KEY)'])).toEqual([]);
});

test('IF NOT EXISTS makes nothing of what stands', () => {
  const again = 'CREATE TABLE IF NOT EXISTS a (x int);';
  expect(touched([create, `DO $$ BEGIN ${again} ALTER TABLE a ADD y int; END $$`])).toEqual(['public.a']);
});

test('a relation that nobody declared stood, and names are those from before', () => {
  expect(touched(['ALTER TABLE nowhere ADD y int'])).toEqual(['public.nowhere']);
  expect(touched([create, 'ALTER TABLE a RENAME TO b'])).toEqual(['public.a']);
});
