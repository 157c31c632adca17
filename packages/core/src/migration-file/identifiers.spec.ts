import { parseTableName, quoteIdentifier, quoteTable } from './identifiers';

describe('identifiers', () => {
  it.each([
    ['opportunity', '"opportunity"'],
    ['we"ird', '"we""ird"'],
    ['Ünï code', '"Ünï code"'],
    ['x'.repeat(63), `"${'x'.repeat(63)}"`],
  ])('%s', (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });

  it.each(['', 'a\0b', 'a\nb', 'x'.repeat(64), 'é'.repeat(32)])('%j is refused', (name) => {
    expect(() => quoteIdentifier(name)).toThrow(expect.objectContaining({ code: 'IDENTIFIER' }));
  });

  it.each([
    ['opportunity', {}, '"opportunity"'],
    ['opportunity', { inferred: 'core' }, '"core"."opportunity"'],
    ['opportunity', { inferred: 'core', explicit: 'sales' }, '"sales"."opportunity"'],
    ['sales.opportunity', { inferred: 'core' }, '"sales"."opportunity"'],
    ['sales.opportunity', { explicit: 'sales' }, '"sales"."opportunity"'],
  ])('%s with %j', (text, hints, quoted) => {
    expect(quoteTable(parseTableName(text, hints))).toBe(quoted);
  });

  it.each([
    ['', {}],
    ['.opportunity', {}],
    ['a.b.c', {}],
    ['sales.opportunity', { explicit: 'core' }],
  ])('%s with %j is refused', (text, hints) => {
    expect(() => parseTableName(text, hints)).toThrow(expect.objectContaining({ code: 'TABLE_NAME' }));
  });
});
