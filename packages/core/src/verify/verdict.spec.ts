import type { TableFingerprint } from './fingerprint';
import type { TableState } from './structure';
import { judgeTable, type TableEvidence } from './verdict';

const table: TableState = {
  oid: '1',
  schema: 'core',
  name: 'person',
  kind: 'r',
  fileNode: '1',
  key: [1],
  rows: null,
  bytes: 0,
  parents: [],
  triggers: 0,
  columns: ['id', 'email', 'score'].map((name, index) => ({
    number: index + 1,
    name,
    type: 'text',
    baseType: 'text',
    typeKind: 'b',
    notNull: false,
    generated: false,
  })),
};
const print = (rows: string, ...sums: string[]): TableFingerprint => ({
  rows,
  key: '1',
  columns: Object.fromEntries(sums.map((sum, index) => [String(index + 1), sum])),
});
const judge = (change: Partial<TableEvidence>) => {
  const { verdict, holds, evidence } = judgeTable({
    before: table,
    after: table,
    rows: { inserted: 0, updated: 1, deleted: 0 },
    touched: true,
    printBefore: print('3', 'a', 'b', 'c'),
    printAfter: print('3', 'a', 'b', 'c'),
    declared: [],
    ...change,
  });
  return [verdict, holds, evidence] as const;
};

test.each<[string, Partial<TableEvidence>, string, boolean, RegExp]>([
  [
    'untouched',
    { touched: false, printBefore: undefined, printAfter: undefined },
    'untouched',
    true,
    /no row updated/,
  ],
  [
    'inserts beside',
    { touched: false, rows: { inserted: 4, updated: 0, deleted: 0 } },
    'untouched',
    true,
    /4 rows were inserted/,
  ],
  ['equal prints', {}, 'unchanged', true, /3 rows and 3 columns/],
  ['table gone', { after: undefined }, 'lost', false, /gone/],
  [
    'column gone',
    { after: { ...table, columns: table.columns.slice(0, 2) } },
    'lost',
    false,
    /"score" is gone$/,
  ],
  [
    'column anew',
    { after: { ...table, columns: [...table.columns.slice(0, 2), { ...table.columns[2]!, number: 9 }] } },
    'lost',
    false,
    /new, empty one/,
  ],
  [
    'detached',
    { before: { ...table, parents: ['7'] }, touched: false },
    'lost',
    false,
    /no longer a partition/,
  ],
  ['nothing to compare with', { printBefore: undefined }, 'unplanned', false, /rehearsal did not show/],
  [
    'value differs',
    { printAfter: print('3', 'a', 'x', 'c') },
    'changed',
    false,
    /^the values of "email" differ$/,
  ],
  ['row missing', { printAfter: print('2', 'x', 'x', 'x') }, 'changed', false, /^3 rows became 2$/],
  [
    'declared',
    { printAfter: print('3', 'a', 'x', 'c'), declared: ['person.email'] },
    'changed-as-declared',
    true,
    /only "email"/,
  ],
  [
    'declared, row missing',
    { printAfter: print('2', 'a', 'x', 'c'), declared: ['person.email'] },
    'changed',
    false,
    /became 2/,
  ],
  [
    'declared, another too',
    { printAfter: print('3', 'a', 'x', 'x'), declared: ['person.email'] },
    'changed',
    false,
    /"score"/,
  ],
  [
    'declared key',
    { printAfter: print('3', 'x', 'b', 'c'), declared: ['person.id'] },
    'changed',
    false,
    /"id"/,
  ],
])('%s', (_, change, verdict, holds, evidence) => {
  expect(judge(change)).toEqual([verdict, holds, expect.stringMatching(evidence)]);
});
