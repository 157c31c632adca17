import { parseFormattedType } from '../sql/types';
import { classifyTypeChange } from './type-change';

const classify = (from: string, to: string) =>
  classifyTypeChange(parseFormattedType(from), parseFormattedType(to));

test.each([
  ['varchar(10)', 'varchar(20)'],
  ['varchar(10)', 'varchar'],
  ['varchar(10)', 'text'],
  ['text', 'varchar'],
  ['text', 'text'],
  ['numeric(10,2)', 'numeric(12,2)'],
  ['numeric(10,2)', 'numeric'],
  ['timestamp(3)', 'timestamp(6)'],
  ['timestamptz(3)', 'timestamptz'],
  ['bit(3)', 'varbit'],
  ['varbit(3)', 'varbit(5)'],
  ['cidr', 'inet'],
  ['character(5)', 'bpchar'],
  ['xml', 'text'],
])('free: %s to %s', (from, to) => expect(classify(from, to)).toBe('free'));

test.each([
  ['smallint', 'integer'],
  ['integer', 'bigint'],
  ['integer', 'numeric'],
  ['bigint', 'text'],
  ['real', 'double precision'],
  ['numeric(10,2)', 'numeric(12,4)'],
  ['varchar(10)[]', 'varchar(20)[]'],
  ['uuid', 'text'],
  ['core.stage', 'text'],
  ['date', 'timestamp'],
])('rewrite without loss: %s to %s', (from, to) => expect(classify(from, to)).toBe('rewrite'));

test.each([
  ['bigint', 'integer'],
  ['varchar(20)', 'varchar(10)'],
  ['text', 'varchar(10)'],
  ['numeric(12,2)', 'numeric(10,2)'],
])('refuses what does not fit: %s to %s', (from, to) => expect(classify(from, to)).toBe('refuses'));

test.each([
  ['numeric(10,2)', 'numeric(10,0)'],
  ['numeric', 'numeric(10,2)'],
  ['timestamptz', 'date'],
  ['timestamp', 'timestamptz'],
  ['timestamp(6)', 'timestamp(0)'],
  ['text', 'character(10)'],
  ['jsonb', 'json'],
  ['double precision', 'real'],
  ['text', 'core.stage'],
  ['text[]', 'text'],
])('may lose values: %s to %s', (from, to) => expect(classify(from, to)).toBe('lossy'));
