import type { Structure, TableState } from './structure';
import { definitionDifferences, differencesShown, structureDifferences } from './structure-differences';

const table = (change: Partial<TableState> = {}, columns = ['id integer', 'name text']): TableState => ({
  oid: '1',
  schema: 'core',
  name: 'person',
  kind: 'r',
  fileNode: '1',
  key: [],
  rows: 1,
  bytes: 8192,
  parents: [],
  triggers: 0,
  columns: columns.map((text, index) => {
    const [name = '', type = ''] = text.split(' ');
    return { number: index + 1, name, type, baseType: type, typeKind: 'b', notNull: false, generated: false };
  }),
  ...change,
});
const structure = (...tables: TableState[]): Structure => ({
  tables,
  enums: {},
  labels: {},
  composites: {},
  sequences: [],
});
const differences = (...after: TableState[]) => structureDifferences(structure(table()), structure(...after));

test('storage, size and row estimate may differ', () => {
  expect(differences(table({ fileNode: '2', bytes: 0, rows: null }))).toEqual([]);
});

test('names what is gone, new, renamed or of another type', () => {
  expect(differences()).toEqual(['core.person is gone']);
  expect(differences(table(), table({ oid: '2', name: 'fresh' }))).toEqual(['core.fresh is new']);
  expect(differences(table({ name: 'people' }))).toEqual(['core.person is now core.people']);
  expect(differences(table({}, ['id bigint', 'name text']))).toEqual([
    'core.person: - id integer',
    'core.person: + id bigint',
  ]);
  expect(differences(table({}, ['id integer', 'name text', 'extra text']))).toEqual([
    'core.person: + extra text',
  ]);
});

test('a table of the same name that is another one is not the same', () => {
  expect(differences(table({ oid: '9' }))).toEqual(['core.person is gone', 'core.person is new']);
});

test('definitions differ one by one, whatever stands beside them and however long they are', () => {
  expect(definitionDifferences(['a', 'b'], ['a', 'b'])).toEqual([]);
  expect(definitionDifferences(['a', 'b'], ['a', 'c'])).toEqual(['- b', '+ c']);
  expect(definitionDifferences(['CREATE INDEX i ON t'], ['CREATE INDEX i ON t', 'TABLE t (p)'])).toEqual([
    '+ TABLE t (p)',
  ]);
  expect(definitionDifferences(['VIEW v  SELECT a\n   FROM t;'], [])).toEqual(['- VIEW v SELECT a FROM t;']);
});

test('an error shows twenty of them, and how many there are', () => {
  const lines = Array.from({ length: 23 }, (_, at) => `+ ${at}`);
  expect(differencesShown(lines).split('\n')).toEqual([...lines.slice(0, 20), '... and 3 more']);
  expect(differencesShown(['a', 'b'])).toBe('a\nb');
});
