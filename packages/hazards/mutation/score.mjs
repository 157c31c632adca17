/** What a Stryker report says, as numbers. The score is Stryker's: detected (killed or timed out) of all that could be tried. */
export function tally(report) {
  const counts = {};
  for (const { mutants } of Object.values(report.files))
    for (const { status } of mutants) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export const addUp = (one, other) => {
  const sum = { ...one };
  for (const [status, count] of Object.entries(other)) sum[status] = (sum[status] ?? 0) + count;
  return sum;
};

export function scoreOf({ Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 }) {
  const detected = Killed + Timeout;
  return (100 * detected) / Math.max(1, detected + Survived + NoCoverage);
}

export const showScore = (name, counts) =>
  `${name}: ${scoreOf(counts).toFixed(2)} % (${Object.entries(counts)
    .map(([status, count]) => `${status} ${count}`)
    .join(', ')})`;

/** One line per change that nobody noticed: place, mutator, the line as it is, what it was changed into. */
export function survivorsOf(report) {
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .sort((a, b) => a.location.start.line - b.location.start.line)
      .map(({ location: { start, end }, mutatorName, replacement = '', status }) => {
        const line = lines[start.line - 1] ?? '';
        const was =
          start.line === end.line
            ? line.slice(start.column - 1, end.column - 1)
            : `${line.slice(start.column - 1)}...`;
        return `${file}:${start.line}:${start.column} ${status} ${mutatorName}: ${was} -> ${replacement.replaceAll(/\s+/g, ' ').slice(0, 120)}`;
      });
  });
}

/** The last run's results without those that new or better tests may change: what survived is always tried again. */
export function keepDetected(report) {
  const files = Object.fromEntries(
    Object.entries(report.files).map(([file, entry]) => [
      file,
      {
        ...entry,
        mutants: entry.mutants.filter(
          ({ status }) => status === 'Killed' || status === 'Timeout' || status === 'Ignored',
        ),
      },
    ]),
  );
  return { ...report, files };
}
