import type { Way } from './ways';

/** The layers, as the columns of the table. */
export const LAYERS = ['init', 'hook', 'seal', 'asking'] as const;
export type Layer = (typeof LAYERS)[number];

/** What a layer does about a way: `stops`, `-` where it has no part in it, or a remark. */
export type Cells = Readonly<Record<Layer | 'tried', string>>;

const HEAD = ['way', 'how', 'ends as', '1 init', '2 hook', '3 seal', '4 asking', 'tried'];

const inCode = (command: string): string => `\`${command.replaceAll('|', '\\|')}\``;

/** What the page has for a way. */
export function rowOf(page: string, { group, command }: Way): Cells | undefined {
  const cells = page
    .split('\n')
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .find((row) => row[1] === group && row[2] === inCode(command));
  if (cells === undefined) return undefined;
  const [, , , , init = '', hook = '', seal = '', asking = '', tried = ''] = cells;
  return { init, hook, seal, asking, tried: tried === '' ? 'graph' : tried };
}

/** The page of the docs, as prettier would format it. */
export function matrixPage(rows: readonly (Way & { readonly cells: Cells })[]): string {
  const table = rows.map(({ group, command, deed, cells }) => [
    group,
    inCode(command),
    deed,
    ...LAYERS.map((layer) => cells[layer]),
    cells.tried,
  ]);
  const widths = HEAD.map((title, at) =>
    Math.max(...[HEAD, ...table].map((row) => (row[at] ?? '').length), title.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return `# The guard, tried

${rows.length} ways to destroy the data of a production database, and which of the four layers stops each by itself. Nothing passes all of them.
\`npm run docs:guard-matrix\` writes this page. What [each layer](forbidden-targets.md) is:

1. \`init\`: the targets and scripts as \`init\` leaves them; no hook, no seal.
2. The hook: in \`nx.json\` of the workspace as it was; no replacement, no seal.
3. The seal: a sealed database; the workspace as it was. \`typeorm\`, \`psql\`, \`dropdb\`, \`pg_restore\` and Twenty's script are the real ones; of
   prisma, drizzle-kit, knex and sequelize it is the statements that they send, and npm stands in for yarn and pnpm.
4. Who is asking: of a safe run, and of \`unseal\`.

How it was \`tried\`:

- \`shell\`: typed into a shell, in a workspace with Twenty's targets and some that hide what they do, against a real PostgreSQL whose every row and
  column is compared afterwards, once for each layer and once without any, where it destroys (a way that does nothing would prove nothing);
- \`graph\`: layers 1 and 2 by the graph that Nx makes of that workspace; the seal by doing what it ends as;
- \`deed\`: what it ends as is done to the sealed database, and to one without a seal, where it destroys.

The suite of every day tries one of each kind in the shell, and everything that the seal refuses.

What no layer stops, and so is no line of the table: \`psql -c 'DELETE FROM core.person'\`. Rows that are deleted or updated by a command which does not
go through Nx are nobody's business here ([the seal](seal.md) says what else is not its business); a backup brings them back.

- \`passes\`: the layer by itself does not stop it;
- \`adds rows\`: what was there is still there; the \`COPY\` of a restore over it adds its rows once more to tables without a key;
- \`-\`: the layer has no part in it (a command past Nx, a statement without a run).

${line(HEAD)}
${`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`}
${table.map(line).join('\n')}
`;
}
