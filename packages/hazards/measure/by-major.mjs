import { startCluster } from './cluster.mjs';
import { versions } from './servers.mjs';

/** What is asked of every major, and told by those that have it. */
const majors = Object.keys(versions).map(Number);

/**
 * Asks every major.
 *
 * @param partsOf for a major: [part, query, values], each of whose rows has a `source` and what is `told` of it
 * @returns by part and source, what was told, with the majors that told it
 */
export async function askEveryMajor(partsOf) {
  const found = {};
  for (const major of majors) {
    const cluster = await startCluster(major);
    try {
      const client = await cluster.connect();
      for (const [part, query, values] of partsOf(major)) {
        found[part] ??= new Map();
        for (const { source, told: what } of (await client.query(query, values)).rows) {
          const group = found[part].get(source) ?? new Map();
          found[part].set(source, group);
          group.set(what, [...(group.get(what) ?? []).filter((each) => each !== major), major]);
        }
      }
      await client.end();
    } finally {
      await cluster.stop();
    }
  }
  return found;
}

/** Puts the majors behind what not all of them have: `@12-` since then, `@-14` until then, `@12-14` between. */
function told([what, having]) {
  if (having.length === majors.length) return [what];
  const runs = [];
  for (const major of having) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === major - 1) run[1] = major;
    else runs.push([major, major]);
  }
  return runs.map(
    ([first, last]) => `${what}@${first === majors[0] ? '' : first}-${last === majors.at(-1) ? '' : last}`,
  );
}

/** A line for each source, as the generated files hold them. */
export const listed = (groups) =>
  [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, group]) => `${source}: ${[...group].flatMap(told).join(' ')}`)
    .join('\n');
