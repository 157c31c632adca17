import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { findClientTools } from '../backup/client-tools';
import type { ConnectionParameters } from '../target/connection';
import { CRM } from '../testing/crm';
import { dumpOf } from '../testing/database-dump';
import { createProject, queries, type Project, type ProjectSource } from '../testing/project';
import { startReplicatedServer, type ReplicatedServer } from '../testing/replicated-server';
import { runProject } from '../testing/run-project';
import { sql } from '../testing/test-server';

/** An address that always leads to the primary, as a load balancer or a floating address gives one. */
interface Address {
  readonly port: number;
  to: number;
  readonly close: () => void;
}

async function openAddress(to: number): Promise<Address> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server: Server = createServer((client) => {
    const upstream = keep(connect(address.to, '127.0.0.1'));
    keep(client).pipe(upstream).pipe(client);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address: Address = {
    ...{ port, to },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return address;
}

let servers: ReplicatedServer;
let address: Address;
let connection: ConnectionParameters;
const projects: Project[] = [];
beforeEach(async () => {
  servers = await startReplicatedServer((await findClientTools()).major);
  await sql(servers.primary, 'CREATE DATABASE test_crm');
  await sql({ ...servers.primary, database: 'test_crm' }, CRM);
  address = await openAddress(servers.primary.port);
  connection = { ...servers.primary, port: address.port, database: 'test_crm' };
});
afterEach(async () => {
  for (const project of projects.splice(0)) project.remove();
  address.close();
  await servers.stop();
});

const project = (source: Omit<ProjectSource, 'connection'>): Project => {
  const made = createProject({ connection, ...source });
  projects.push(made);
  return made;
};
const onLive = (act: string) =>
  `const [{ name }] = await queryRunner.query('SELECT current_database() AS name'); if (name === 'test_crm') { ${act} }`;
const ADD = queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
const UNADD = queries('ALTER TABLE core.opportunity DROP COLUMN extra');
const SLEEPS = onLive(
  `if (!require('node:fs').existsSync('slept')) { require('node:fs').writeFileSync('slept', ''); await queryRunner.query('SELECT pg_sleep(60)'); }`,
);

/** The primary ends while a migration sleeps, and the standby takes its place. */
async function failOverWhileAsleep(): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const asleep = await sql(
      servers.primary,
      `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'`,
    );
    if (asleep.length > 0) break;
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((done) => setTimeout(done, 50));
  }
  await servers.caughtUp();
  await servers.failOver();
  address.to = servers.standby.port;
}

const indexes = (): Promise<readonly object[]> =>
  sql(
    { ...servers.standby, database: 'test_crm' },
    `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname LIKE 'new\\_%' ORDER BY 1`,
  );

test('a standby: refused, and nothing is asked of the primary either', async () => {
  await servers.caughtUp();
  address.to = servers.standby.port;
  const run = await runProject(
    project({ migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }] }),
  );
  expect([run.outcome, run.code]).toEqual(['refused', 'SERVER_READ_ONLY']);
  expect(run.text).toMatch(/It is a standby/);
  expect(run.text).toMatch(/Point the data source at the primary server/);
});

test('failover in the middle of a transaction: as before on the new primary, and the next run applies', async () => {
  const tools = await findClientTools();
  const made = project({
    migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${SLEEPS}`, down: UNADD }],
  });
  const before = await dumpOf(tools, connection);
  const [run] = await Promise.all([runProject(made), failOverWhileAsleep()]);
  expect([run.outcome, run.code]).toEqual(['failed-unchanged', 'DATABASE_CONNECTION_LOST']);
  expect(await dumpOf(tools, connection)).toEqual(before);
  const again = await runProject(made);
  expect([again.outcome, again.code]).toEqual(['applied', undefined]);
  expect(
    await sql(connection, 'SELECT count(*)::int AS n FROM core.opportunity WHERE extra IS NULL'),
  ).toEqual([{ n: 1000 }]);
});

test('failover between statements outside a transaction: resume on the new primary does the rest, once', async () => {
  const made = project({
    options: `migrationsTransactionMode: 'each',`,
    migrations: [
      {
        name: 'AddIndexes1800000000001',
        transaction: false,
        up: `${queries('CREATE INDEX CONCURRENTLY new_score ON core.person (score)')} ${SLEEPS} ${queries('CREATE INDEX CONCURRENTLY new_name ON core.company (name)')}`,
        down: queries('DROP INDEX CONCURRENTLY core.new_name', 'DROP INDEX CONCURRENTLY core.new_score'),
      },
    ],
  });
  const [run] = await Promise.all([runProject(made), failOverWhileAsleep()]);
  expect(run.outcome).toBe('interrupted');
  expect(run.record.error?.next).toMatch(/^safe-migrate resume/);
  const resumed = await runProject(made, {}, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['applied', undefined]);
  expect(await indexes()).toEqual([
    { name: 'new_name', valid: true },
    { name: 'new_score', valid: true },
  ]);
  expect(
    await sql(
      connection,
      `SELECT count(*)::int AS n FROM core._typeorm_migrations WHERE name LIKE 'AddIndexes%'`,
    ),
  ).toEqual([{ n: 1 }]);
});
