import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import core from '@safe-migrate/core';
import { startApi } from './api.mjs';
import { ensureClientTools } from './client-tools.mjs';
import { fillDatabase, query, startDatabase } from './database.mjs';
import { mustRun, shell } from './shell.mjs';
import { createWorkspace } from './workspace.mjs';

/** The whole story on a real database: npm run demo [-- --rows N] */
const ROWS = Number(process.argv[process.argv.indexOf('--rows') + 1]) || 200_000;
const MIGRATIONS = 'src/database/typeorm/core/migrations/common';
const QUERY =
  '{ opportunities(first: 5) { edges { node { id name stage amount } } } companies(first: 5) { edges { node { id name } } } }';

const closers = [];
const startedAt = Date.now();

function title(text) {
  console.log(`\n=== ${text}   [${((Date.now() - startedAt) / 1000).toFixed(0)} s]`);
}

/** Runs a command that must end with a given exit code (or with any but 0), and shows it with its output. */
async function show(command, workspace, expected) {
  console.log(`\n$ ${command}`);
  const { code, output } = await shell(command, { cwd: workspace.root, show: true });
  const right = expected === 'refused' ? code !== 0 && /REFUSED|refused/.test(output) : code === expected;
  if (!right) throw new Error(`"${command}" ended with ${code}, expected ${expected}`);
  return output;
}

async function contentOf(connection) {
  const [row] = await query(
    connection,
    `SELECT (SELECT count(*) FROM core.opportunity) AS opportunities, (SELECT count(*) FROM core.person) AS people,
            (SELECT count(*) FROM core.company) AS companies, (SELECT md5(string_agg(id || name, ',' ORDER BY id)) FROM core.opportunity) AS names`,
  );
  return row;
}

async function demo() {
  title('A real PostgreSQL, filled');
  const tools = await ensureClientTools();
  console.log(`pg_dump ${tools.version}: ${tools.pgDump}`);
  const database = await startDatabase(tools.major);
  closers.push(database.stop);
  const workspace = createWorkspace('demo', database.url);
  await fillDatabase(workspace.project, ROWS);
  const before = await contentOf(database.connection);
  console.log(
    `${before.opportunities} opportunities, ${before.people} people, ${before.companies} companies`,
  );
  const api = await startApi(workspace.project);
  closers.push(api.stop);
  writeFileSync(
    join(workspace.project, 'safe-migrate.config.json'),
    JSON.stringify({ graphql: { url: `${api.url}/graphql`, query: QUERY } }),
  );

  title('1. A migration, written by the generator');
  await show(
    'nx g safe-migration AddSalesGuidanceToOpportunity --project twenty-server --table opportunity --add-column salesGuidance:text',
    workspace,
    0,
  );
  const [file] = readdirSync(join(workspace.project, MIGRATIONS)).filter((name) =>
    name.endsWith('AddSalesGuidanceToOpportunity.ts'),
  );
  console.log(`\n${readFileSync(join(workspace.project, MIGRATIONS, file), 'utf8')}`);

  title('2. What would happen: changes nothing');
  await show('nx run twenty-server:safe-migrate:plan', workspace, 0);

  title('3. The safe way');
  await show('nx run twenty-server:safe-migrate', workspace, 0);
  const after = await contentOf(database.connection);
  if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('rows changed');
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ opportunities(first: 1) { edges { node { id name salesGuidance } } } }',
    }),
  });
  console.log(`\nGraphQL serves the new field: ${await answer.text()}`);

  title('4. A migration that drops a column: refused');
  await mustRun('nx g safe-migration RemoveNotesFromOpportunity --project twenty-server', {
    cwd: workspace.root,
  });
  const [drop] = readdirSync(join(workspace.project, MIGRATIONS)).filter((name) =>
    name.includes('RemoveNotesFromOpportunity'),
  );
  writeFileSync(
    join(workspace.project, MIGRATIONS, drop),
    dropNotes(drop, join(workspace.project, MIGRATIONS)),
  );
  await show('nx run twenty-server:safe-migrate', workspace, 'refused');
  rmSync(join(workspace.project, MIGRATIONS, drop));

  title('5. The forbidden commands: refused');
  for (const command of [
    'nx database:reset twenty-server',
    'nx run twenty-server:database:init:prod',
    'nx run twenty-server:test:integration:with-db-reset',
  ]) {
    await show(command, workspace, 'refused');
  }
  if (JSON.stringify(await contentOf(database.connection)) !== JSON.stringify(before))
    throw new Error('rows changed');

  title('Done');
  console.log(
    `every row is still there; run records and the backup are in ${join(workspace.project, '.safe-migrate')}`,
  );
}

/** The generated file with a body that drops a column: what nobody should be able to run by accident. */
function dropNotes(fileName, folder) {
  const source = readFileSync(join(folder, fileName), 'utf8');
  const className = /class (\w+)/.exec(source)[1];
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  name = '${className}';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`ALTER TABLE "core"."opportunity" DROP COLUMN "notes"\`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`ALTER TABLE "core"."opportunity" ADD COLUMN "notes" text\`);
  }
}
`;
}

let failed = false;
try {
  await demo();
} catch (error) {
  failed = true;
  console.error(`\n${core.formatError(error)}`);
}
for (const close of closers.reverse()) await close().catch(() => undefined);
process.exitCode = failed ? 1 : 0;
