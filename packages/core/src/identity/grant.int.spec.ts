import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSeal } from '../seal';
import { dataSourceText, createProject, type Project } from '../testing/project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { GRANT_FILE } from './grant';
import { checkGrantCommand, grantCommand } from './grant-command';

let server: TestServer;
let connection: ConnectionParameters;
let project: Project;
const workspaceRoot = mkdtempSync(join(tmpdir(), 'G-grant-'));
const file = join(workspaceRoot, GRANT_FILE);
let said: string;
const write = (text: string): void => void (said += `${text}\n`);
const grant = (more: object) =>
  grantCommand(
    { projectRoot: project.root, workspaceRoot, dataSource: project.dataSource, target: 'app:wipe', ...more },
    write,
  );

beforeAll(async () => {
  server = await startTestServer();
  connection = await server.create();
  project = createProject({ connection, migrations: [] });
});
afterAll(async () => {
  project.remove();
  rmSync(workspaceRoot, { recursive: true });
  await server.stop();
});
beforeEach(() => {
  said = '';
});

it('is given only where the name is typed, and holds for that database, for a while', async () => {
  expect(await grant({})).toBe(3);
  expect(said).toContain('CONFIRMATION_NEEDED');
  expect(await grant({ confirm: 'other' })).toBe(3);
  expect(said).toContain('CONFIRMATION_WRONG');
  expect(await grant({ confirm: connection.database, minutes: 61 })).toBe(2);
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
  expect(await grant({ confirm: connection.database })).toBe(0);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await checkGrantCommand(file, write)).toBe(0);

  const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  expect(given).toMatchObject({ target: 'app:wipe', database: { name: connection.database } });
  writeFileSync(file, JSON.stringify({ ...given, expiresAt: '2020-01-01T00:00:00.000Z' }));
  expect(await checkGrantCommand(file, write)).toBe(3);
  expect(said).toContain('GRANT_EXPIRED');
  writeFileSync(file, '{}');
  expect(await checkGrantCommand(file, write)).toBe(2);

  // The same name and address, another database: what stood there was dropped and made anew.
  writeFileSync(file, JSON.stringify(given));
  await sql(server.connection, `DROP DATABASE ${connection.database}; `);
  await sql(server.connection, `CREATE DATABASE ${connection.database}`);
  expect(await checkGrantCommand(file, write)).toBe(3);
  expect(said).toContain('GRANT_FOR_ANOTHER_DATABASE');
});

it('is not given for a sealed production database', async () => {
  project.write('src/data-source.js', dataSourceText({ connection, migrations: [] }));
  await withSession(connection, {}, (session) =>
    installSeal(session, {
      ...{ environment: 'production', name: 'crm', policy: [], template: false },
      ...{ nextCommand: 'safe-migrate run', runner: connection.user },
    }),
  );
  expect(await grant({ confirm: connection.database })).toBe(3);
  expect(said).toContain('GRANT_FOR_PRODUCTION');
});
