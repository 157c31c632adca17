import { usageError } from '../errors';
import type { SafeMigrateError } from '../errors';
import { CONTROL, quoteIdentifier } from './identifiers';

/** A column to add: always nullable, with a constant default or none, so that no row is rewritten or refused. */
export interface NewColumn {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

const NAME = String.raw`(?:[A-Za-z_][A-Za-z0-9_]*|"[^"]+")`;
const TYPE = new RegExp(
  String.raw`^${NAME}(?:\.${NAME})?(?: ${NAME})*(?:\([A-Za-z0-9 ,-]+\))?(?: ${NAME})*(?: ?\(\d+\))?(?:\[\d*\])*$`,
);
/** Words that would turn the type into a constraint, a default or another clause. */
const NOT_A_TYPE =
  /\b(?:not|null|default|primary|unique|references|check|constraint|generated|collate|storage|compression|add|drop|alter)\b/i;
const SERIAL = /^(?:small|big)?serial\d*$/i;
const CONSTANT = new RegExp(
  String.raw`^(?:[+-]?\d+(?:\.\d+)?|'(?:[^']|'')*'|true|false|null|now\(\)|current_timestamp|current_date)(?:::[A-Za-z_][\w ".]*(?:\(\d+(?:, ?\d+)?\))?(?:\[\])*)?$`,
  'i',
);

/**
 * Reads `--add-column name:type` values; several may be joined by commas (`a:text,b:numeric(10,2)`), and a constant default
 * may follow (`status:text:'open'`).
 *
 * @throws SafeMigrateError `COLUMN` for anything that is not exactly that; `IDENTIFIER` for an impossible name.
 */
export function parseColumns(specs: readonly string[]): readonly NewColumn[] {
  const columns = splitOutside(specs.join(','), ',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '')
    .map(parseColumn);
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw wrongColumn(name, 'it is given twice');
    seen.add(name);
  }
  return columns;
}

/** The clause of ALTER TABLE that adds the column. */
export function addColumnClause(column: NewColumn): string {
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`;
  return `ADD COLUMN ${quoteIdentifier(column.name)} ${column.type} NULL${fallback}`;
}

function parseColumn(spec: string): NewColumn {
  if (CONTROL.test(spec)) throw wrongColumn(JSON.stringify(spec), 'it has control characters');
  const colon = spec.indexOf(':');
  if (colon < 1) throw wrongColumn(spec, 'there is no type');
  const name = spec.slice(0, colon).trim();
  const [typeText = '', ...defaults] = splitDefault(spec.slice(colon + 1));
  quoteIdentifier(name);
  return { name, type: checkType(spec, typeText), ...checkDefault(spec, defaults) };
}

function checkType(spec: string, text: string): string {
  const type = text
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\s*([([])\s*/g, '$1')
    .replace(/\s*\)/g, ')');
  const words = type.replace(/"[^"]*"/g, '');
  if (NOT_A_TYPE.test(words)) {
    throw wrongColumn(
      spec,
      'a column is added nullable and without constraints, because old rows and old code must go on',
    );
  }
  if (SERIAL.test(type)) {
    throw wrongColumn(spec, `${type} means NOT NULL and a value for every old row, which rewrites the table`);
  }
  if (!TYPE.test(type)) throw wrongColumn(spec, `"${text.trim()}" is not a type of PostgreSQL`);
  return type;
}

function checkDefault(spec: string, defaults: readonly string[]): { default?: string } {
  if (defaults.length === 0) return {};
  const text = defaults.join(':').trim();
  if (!CONSTANT.test(text)) {
    throw wrongColumn(
      spec,
      `the default "${text}" is not a constant: a number, true, false, 'text' or now()`,
    );
  }
  return { default: text };
}

/** Splits at the first single colon; `::` is a cast. */
function splitDefault(text: string): string[] {
  const parts = splitOutside(text.replaceAll('::', '\0'), ':').map((part) => part.replaceAll('\0', '::'));
  return parts.length <= 2 ? parts : [parts[0] ?? '', parts.slice(1).join(':')];
}

/** Splits where the separator stands outside quotes and brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quote = '';
  let depth = 0;
  for (const char of text) {
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(' || char === '[') depth += 1;
    else if (char === ')' || char === ']') depth -= 1;
    if (char === separator && quote === '' && depth <= 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part];
}

function wrongColumn(spec: string, why: string): SafeMigrateError {
  return usageError({
    code: 'COLUMN',
    what: `--add-column ${spec} cannot be written.`,
    why,
    next: 'give name:type, e.g. --add-column salesGuidance:text; write anything else into the file by hand',
  });
}
