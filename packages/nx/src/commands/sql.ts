/** Statements that destroy what a database holds, as people write them in scripts. */
const DESTROYS =
  /\bDROP\s+(?:SCHEMA|DATABASE|(?:FOREIGN\s+)?TABLE|OWNED)\b|\bTRUNCATE\s+(?:TABLE\s+|ONLY\s+)*["\w$.`{]|\bALTER\s+TABLE\b[^;]*?\bDROP\s+COLUMN\b/i;

/** The same for what is certainly SQL: columns without the word, and what takes columns along or empties them. */
const DESTROYS_IN_SQL =
  /\bALTER\s+TABLE\b(?:[^;]*?,)?\s*(?:(?:IF\s+EXISTS\s+|ONLY\s+)*[^\s;,]+\s+)?DROP\s+(?!CONSTRAINT\b|NOT\s+NULL\b|DEFAULT\b|IDENTITY\b|EXPRESSION\b)["\w]|\bDROP\s+(?:TYPE|DOMAIN|EXTENSION|SEQUENCE)\b[^;]*?\bCASCADE\b|\bTYPE\b[^;]*?\bUSING\s+\(?NULL\b|\blo_unlink\s*\(/i;

/** Statements that take every row, or a value of every row, unless something says which. */
const EVERY_ROW =
  /(?:^|[('"]|\bTHEN|\bBEGIN)\s*(?:DELETE\s+FROM\b|UPDATE\s+\S[^;]*?\bSET\b)|^\s*MERGE\s+INTO\b[^;]*?\bON\s+\(?true\b[^;]*?\bDELETE\b/i;
const LIMITED = /\bWHERE\b|\bSET\b[^;]*?\bFROM\b/i;
/** Conditions that leave nothing out. */
const NO_LIMIT = /\bWHERE\s+\(*(?:true|1\s*=\s*1|'?(\w+)'?\s*=\s*'?\1'?)\)*(?=\s*(?:$|[;)'"]|RETURNING\b))/gi;

/** What TypeORM calls do the same from code. */
const DESTROYS_FROM_CODE =
  /\bdropDatabase\s*\(|\bdropSchema\s*:\s*true|\.synchronize\s*\(\s*true|\bclearDatabase\s*\(|\.clearTable\s*\(/;

/** The part of an SQL text that destroys data, or undefined. */
export function destructiveSql(sql: string): string | undefined {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  const statement = DESTROYS.exec(text)?.[0] ?? DESTROYS_IN_SQL.exec(text)?.[0];
  if (statement !== undefined) return oneLine(statement);
  const unlimited = text
    .split(';')
    .find((part) => EVERY_ROW.test(part) && !LIMITED.test(part.replace(NO_LIMIT, ' ')));
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
