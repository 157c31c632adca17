/** Statements that destroy what a database holds, as people write them in scripts. */
const DESTROYS =
  /\bDROP\s+(SCHEMA|DATABASE|TABLE|OWNED)\b|\bTRUNCATE\s+(?:TABLE\s+|ONLY\s+)*["\w$.`{]|\bALTER\s+TABLE\b[^;]*?\bDROP\s+COLUMN\b/i;

/** Statements that take every row, or a value of every row, unless something says which. */
const EVERY_ROW = /^\s*(?:DELETE\s+FROM\b|UPDATE\s+\S[^;]*?\bSET\b)/i;
const LIMITED = /\bWHERE\b|\bUSING\b|\bSET\b[^;]*?\bFROM\b/i;

/** What TypeORM calls do the same from code. */
const DESTROYS_FROM_CODE =
  /\bdropDatabase\s*\(|\bdropSchema\s*:\s*true|\.synchronize\s*\(\s*true|\bclearDatabase\s*\(|\.clearTable\s*\(/;

/** The part of an SQL text that destroys data, or undefined. */
export function destructiveSql(sql: string): string | undefined {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const statement = DESTROYS.exec(text)?.[0];
  if (statement !== undefined) return oneLine(statement);
  const unlimited = text.split(';').find((part) => EVERY_ROW.test(part) && !LIMITED.test(part));
  return unlimited === undefined ? undefined : oneLine(unlimited);
}

/** The same for a program's source: SQL in its strings, and TypeORM's own calls. */
export function destructiveCode(code: string): string | undefined {
  const found = DESTROYS.exec(code)?.[0] ?? DESTROYS_FROM_CODE.exec(code)?.[0];
  return found === undefined ? undefined : oneLine(found);
}

function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/["'`${]+$/, '')
    .trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
