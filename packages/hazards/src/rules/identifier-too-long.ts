import type { Rule, StatementText } from './rule';
import { quiet, risky } from './rule';
import { endOfToken } from './suggest/tokens';

/** PostgreSQL's NAMEDATALEN is 64, with the byte that ends the name. */
const LONGEST = 63;

/** A name that the server cuts. */
export const identifierTooLong: Rule = {
  id: 'identifier-too-long',
  title: 'A name that the server cuts',
  axis: 'certainty',
  optional: true,
  why: 'The server cuts it to 63 bytes with no more than a NOTICE: two long names that begin alike become one.',
  safeWay: 'A name of at most 63 bytes.',
  check: ({ text }) =>
    text.at > 0
      ? quiet
      : longNames(text).flatMap((name) => risky(`${name.slice(0, 30)}... is longer than ${LONGEST} bytes`)),
};

function longNames({ sql }: StatementText): readonly string[] {
  const found: string[] = [];
  for (let at = 0, end = 0; at < sql.length; at = end) {
    end = endOfToken(sql, at);
    const token = sql.slice(at, end);
    const name = token.startsWith('"') ? token.slice(1, -1).replaceAll('""', '"') : token;
    if (/^["A-Za-z_\u0080-\uffff]/.test(token) && Buffer.byteLength(name) > LONGEST) found.push(name);
  }
  return found;
}
