import { CRM } from './crm';
import { dumpOf, type DatabaseDump } from './database-dump';
import { leftovers } from './leftovers';
import { createProject, type MigrationSource, type Project, type ProjectSource } from './project';
import { runProject, type SeenRun } from './run-project';
import { sql, startTestServer, type TestServer } from './test-server';
import type { ConnectionParameters } from '../target/connection';

/** One migration, or several, against a fresh copy of the CRM. */
export interface Scenario extends Omit<ProjectSource, 'connection' | 'migrations'> {
  readonly migrations: readonly MigrationSource[];
  /** SQL that is run in the database first. */
  readonly given?: string;
  /** Options of the run. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** How a scenario ended. */
export interface Played {
  readonly run: SeenRun;
  readonly before: DatabaseDump;
  readonly after: DatabaseDump;
  readonly left: readonly string[];
  readonly connection: ConnectionParameters;
  readonly project: Project;
}

/** A server whose databases start as copies of the CRM. */
export interface Stage {
  readonly server: TestServer;
  /** Runs the pipeline on a copy and reads the database before and after by other means. */
  readonly play: (scenario: Scenario) => Promise<Played>;
  /** A copy of the CRM and a project for it, not run yet. */
  readonly prepare: (
    scenario: Scenario,
  ) => Promise<{ readonly connection: ConnectionParameters; readonly project: Project }>;
  readonly close: () => Promise<void>;
}

/** Starts the server; `close` in `afterAll`. Scratch databases are made on the same server unless a scenario says otherwise. */
export async function openStage(temporary?: string): Promise<Stage> {
  const server = await startTestServer(temporary);
  const projects: Project[] = [];
  await sql(server.connection, 'CREATE DATABASE crm');
  await sql({ ...server.connection, database: 'crm' }, CRM);
  const prepare = async ({ given, settings: _, ...source }: Scenario) => {
    const connection = await server.create('crm');
    if (given) await sql(connection, given);
    const project = createProject({ ...source, connection });
    projects.push(project);
    return { connection, project };
  };
  return {
    server,
    prepare,
    play: async (scenario) => {
      const { connection, project } = await prepare(scenario);
      const before = await dumpOf(server.tools, connection);
      const run = await runProject(project, { scratchUrl: server.url, ...scenario.settings });
      const after = await dumpOf(server.tools, connection);
      return { run, before, after, left: await leftovers(server, project), connection, project };
    },
    close: async () => {
      for (const project of projects) project.remove();
      await server.stop();
    },
  };
}
