import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { askEveryMajor, listed } from './by-major.mjs';

/**
 * Asks every major which casts and which types it is born with, and writes `src/catalog/builtin-casts.ts`.
 * Usage: node measure/casts.mjs
 */
const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '../src/catalog/builtin-casts.ts');

const castsOf = `
  SELECT s.typname AS source, format('%s=%s%s', t.typname, castcontext, castmethod) AS told
  FROM pg_cast JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget ORDER BY 1, 2`;
const typesOf = `
  SELECT typcategory::text AS source, typname AS told FROM pg_type
  WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A' AND typrelid = 0
  ORDER BY 1, 2`;

const found = await askEveryMajor(() => [
  ['casts', castsOf],
  ['categories', typesOf],
]);
for (const group of [...found.casts.values(), ...found.categories.values()])
  for (const [what, having] of group)
    if (having.at(-1) - having[0] + 1 !== having.length)
      throw new Error(`${what} comes and goes: ${having.join()}`);

writeFileSync(
  output,
  `/**
 * The casts and the categories of the types that PostgreSQL is born with. Made by \`measure/casts.mjs\` from pg_cast and pg_type of 11 to
 * 18; not edited by hand. A cast reads \`target=context method\`: context (i)mplicit, (a)ssignment or (e)xplicit; method (b)inary, by
 * (f)unction or through (i)ts text. Behind @ stand the majors that have it, where not all of them do.
 */
export const casts = \`
${listed(found.casts)}
\`;

export const categories = \`
${listed(found.categories)}
\`;
`,
);
