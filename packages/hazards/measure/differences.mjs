import { createRequire } from 'node:module';

const unpredictable = createRequire(import.meta.url)('./unpredictable.json');

const listed = new Map(
  unpredictable.flatMap(({ facts, statements }) => statements.map((sql) => [sql, new Set(facts)])),
);

const sameNames = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
const shown = (pairs) => pairs.map((pair) => pair.join(' '));

/**
 * Prints what varied statements did otherwise than predicted, and returns how many did. What the catalogue's own statement cannot be
 * held to (`unpredictable.json`, errors that rows cause), the varied one is not held to either.
 */
export function tellDifferences(observations, asked, originals, predict) {
  let wrong = 0;
  for (const [index, seen] of observations.entries()) {
    const original = originals[index];
    if (seen.error !== null && /^2[23]/.test(seen.error.sqlstate)) continue;
    const predicted = predict(asked[index]);
    const facts = {
      locks: [shown(predicted.locks), shown(seen.locks)],
      indexLocks: [shown(predicted.indexLocks), shown(seen.indexLocks)],
      rewrites: [predicted.rewrites, seen.rewrites],
      scans: [predicted.scans, seen.scans],
      builds: [predicted.builds, seen.builds],
      error: [[predicted.error?.sqlstate ?? null], [seen.error?.sqlstate ?? null]],
    };
    const differing = Object.entries(facts).filter(
      ([fact, [ours, theirs]]) =>
        listed.get(original)?.has(fact === 'error' ? 'sqlstate' : fact) !== true && !sameNames(ours, theirs),
    );
    if (differing.length === 0) continue;
    wrong += 1;
    process.stdout.write(`${original}\n  as ${asked[index].sql}\n`);
    for (const [fact, [ours, theirs]] of differing)
      process.stdout.write(
        `  ${fact}: predicted ${ours.join(', ')}\n  ${' '.repeat(fact.length)}  observed  ${theirs.join(', ')} ${seen.error?.message ?? ''}\n`,
      );
  }
  return wrong;
}
