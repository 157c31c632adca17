import type { Way } from './ways';

/** The layers, as the columns of the table. */
export const LAYERS = ['init', 'hook', 'seal', 'asking'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a layer does about a way: `stops`, `-` where it has no part in it, or a remark. */
export type Cells = Readonly<Record<Layer, string>>;

const HEAD = ['way', 'how', 'ends as', '1 init', '2 hook', '3 seal', '4 asking'];

/** The page of the docs, as prettier would format it. */
export function matrixPage(rows: readonly (Way & { readonly cells: Cells })[]): string {
  const table = rows.map(({ group, command, deed, cells }) => [
    group,
    `\`${command.replaceAll('|', '\\|')}\``,
    deed,
    ...LAYERS.map((layer) => cells[layer]),
  ]);
  const widths = HEAD.map((title, at) =>
    Math.max(...[HEAD, ...table].map((row) => (row[at] ?? '').length), title.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return `# The guard, tried

${rows.length} ways to destroy the data of a sealed production database, and which of the four layers stops each. Nothing passes all of them.
Every line was tried by the suite that writes this page (\`UPDATE_GUARD_MATRIX=1 npx jest -c .config/jest.config.cjs e2e/guard/matrix\`) and that
fails where the page is not what it finds. What [each layer](forbidden-targets.md) is:

1. \`init\`: by itself, without the hook, in a workspace with Twenty's targets and some that hide what they do: what the graph that Nx makes
   of it afterwards still leads to.
2. The hook: by itself, asked for that command with the graph that Nx makes of the same workspace before \`init\`.
3. The seal: by itself. The tool did it to a sealed database, which held every row and column after it. \`typeorm\`, \`psql\`, \`dropdb\`,
   \`pg_restore\` and Twenty's script are the real ones; of other tools it is the statements that they send.
4. Who is asking: of a safe run, and of \`unseal\`.

\`-\`: the layer has no part in it (a command past Nx, a statement without a run).

${line(HEAD)}
${`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`}
${table.map(line).join('\n')}
`;
}
