/** What was killed where, in words: ways by scenarios, ends, and which boundaries of the record were hit. */
export function coverage(results, boundaries, kinds) {
  const scenarios = [...new Set(results.map(({ plan }) => plan.scenario))].sort();
  const count = (test) => results.filter(test).length;
  const row = (first, cells) =>
    [first.padEnd(16), ...cells.map((cell) => String(cell).padStart(10))].join('');
  const struck = results.filter(({ hit }) => hit);
  const hit = new Set(struck.map(({ plan }) => keyOf(plan)));
  const kindsOfBoundary = [...new Set(boundaries.map(({ what }) => what))].sort();
  return [
    '',
    row('kills', [...kinds, 'all', 'applied', 'before', 'failed']),
    ...[...scenarios, undefined].map((name) => {
      const mine = ({ plan }) => name === undefined || plan.scenario === name;
      const ends = ['after', 'before'].map((state) =>
        count((r) => mine(r) && !r.problem && r.state === state),
      );
      return row(name ?? 'all', [
        ...kinds.map((kind) => count((r) => mine(r) && r.plan.kind === kind)),
        count(mine),
        ...ends,
        count((r) => mine(r) && r.problem !== undefined),
      ]);
    }),
    '',
    `${results.length - struck.length} were over before the moment came; ${count(({ second }) => second?.hit)} times what finishes the run was killed too; ${count(({ plan }) => plan.isWhole)} runs with review, backup and rehearsal`,
    'boundaries of the record that were hit, before and after counted apart:',
    ...kindsOfBoundary.map((what) => {
      const all = boundaries.filter((each) => each.what === what);
      return `  ${what.padEnd(24)} ${all.filter((each) => hit.has(keyOf(each))).length} of ${all.length}`;
    }),
    `  ${'all'.padEnd(24)} ${boundaries.filter((each) => hit.has(keyOf(each))).length} of ${boundaries.length}`,
  ];
}

const keyOf = ({ scenario, session, index, when }) => [scenario, session, index, when].join(' ');
