import { loadParser, parseText } from './parser';
import { readStatement } from './read/statement';
import { parseFormattedType, showType } from './types';

beforeAll(loadParser);

const written = (type: string): string => {
  const outcome = parseText(`ALTER TABLE t ADD c ${type}`);
  const first = outcome.ok ? outcome.statements[0] : undefined;
  const action = first === undefined ? undefined : readStatement(first.node, first.sql)[0];
  return action?.kind === 'add-column' ? showType(action.column.type) : 'not a column';
};

test.each([
  ['character varying(20)', 'VARCHAR(20)'],
  ['integer', 'int'],
  ['bigint', 'int8'],
  ['double precision', 'float8'],
  ['timestamp(3) with time zone', 'timestamptz(3)'],
  ['time without time zone', 'time'],
  ['numeric(10,2)', 'DECIMAL(10, 2)'],
  ['text[]', 'text[]'],
  ['character(5)', 'char(5)'],
  ['character(1)', 'char'],
  ['bit varying(8)', 'varbit(8)'],
  ['core."Stage"', 'core."Stage"'],
  ['core."Stage"[]', 'core."Stage"[]'],
  ['interval', 'interval'],
  ['boolean', 'bool'],
])('format_type() %s is the type written as %s', (formatted, sql) => {
  expect(showType(parseFormattedType(formatted))).toBe(written(sql));
});
