import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCluster } from './cluster.mjs';
import { versions } from './servers.mjs';

/**
 * Asks every major which casts and which types it is born with, and writes `src/catalog/builtin-casts.ts`.
 * Usage: node measure/casts.mjs
 */
const majors = Object.keys(versions).map(Number);
const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '../src/catalog/builtin-casts.ts');

const castsOf = `
  SELECT s.typname AS source, format('%s=%s%s', t.typname, castcontext, castmethod) AS told
  FROM pg_cast JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget ORDER BY 1, 2`;
const typesOf = `
  SELECT typcategory::text AS source, typname AS told FROM pg_type
  WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A' AND typrelid = 0
  ORDER BY 1, 2`;

/** Puts the majors behind what not all of them have: `@12-` since then, `@-14` until then, `@12-14` between. */
function told([what, having]) {
  if (having.length === majors.length) return what;
  const [first, last] = [having[0], having.at(-1)];
  if (last - first + 1 !== having.length) throw new Error(`${what} comes and goes: ${having.join()}`);
  return `${what}@${first === majors[0] ? '' : first}-${last === majors.at(-1) ? '' : last}`;
}

const found = { casts: new Map(), categories: new Map() };
for (const major of majors) {
  const cluster = await startCluster(major);
  try {
    const client = await cluster.connect();
    for (const [part, query] of [
      ['casts', castsOf],
      ['categories', typesOf],
    ]) {
      for (const { source, told: what } of (await client.query(query)).rows) {
        const group = found[part].get(source) ?? new Map();
        found[part].set(source, group);
        group.set(what, [...(group.get(what) ?? []), major]);
      }
    }
    await client.end();
  } finally {
    await cluster.stop();
  }
}

const listed = (groups) =>
  [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, group]) => `${source}: ${[...group].map(told).join(' ')}`)
    .join('\n');

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
