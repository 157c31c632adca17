import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderPlace } from '../backup/folder-place';
import { takeByEngine, type TakenByEngine } from '../engines/take';
import { Closers } from '../run/closers';
import { parseSettings } from '../settings/settings';
import type { ConnectionParameters } from '../target/connection';
import { readServerFacts, type ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { startArchivingServer, type ArchivingServer } from './archiving-server';
import { CRM } from './crm';
import { createProject, queries, type Project } from './project';
import { sql } from './test-server';

/** A backup that is being taken. */
export interface Taking {
  readonly id: string;
  /** What it says meanwhile. */
  readonly notes: readonly string[];
  /** Where its manifest is kept. */
  readonly directory: string;
  readonly taken: Promise<TakenByEngine>;
}

/** The CRM on a server that pgBackRest archives, and a project for it. */
export interface PgBackRestStage {
  readonly server: ArchivingServer;
  readonly live: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly folder: string;
  /** Where copies are restored, to see what stays there. */
  readonly copies: string;
  readonly project: Project;
  /** Options of a run that name the engine. */
  readonly options: () => Readonly<Record<string, unknown>>;
  /** Takes a backup into a place of its own. */
  readonly take: (
    given?: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
    of?: ConnectionParameters,
  ) => Taking;
  readonly leftovers: () => readonly string[];
  /** The real program behind a shell script. */
  readonly wrapper: (name: string, script: string) => string;
  readonly atEnd: Closers['atEnd'];
  readonly close: () => Promise<void>;
}

/** Starts it; `close` in `afterAll`. */
export async function openPgBackRestStage(): Promise<PgBackRestStage> {
  const closers = new Closers();
  const server = await startArchivingServer();
  const live = await server.create();
  await sql(live, CRM);
  const facts = await withSession(live, {}, readServerFacts);
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-pgbackrest-'));
  const copies = mkdtempSync(join(tmpdir(), 'pgbr-'));
  // The server's user must be able to enter it.
  chmodSync(copies, 0o755);
  const project = createProject({
    connection: live,
    migrations: [
      {
        name: 'AddRating1764300000000',
        up: queries(
          'ALTER TABLE core.company ADD COLUMN rating integer',
          'UPDATE core.company SET rating = employees',
        ),
        down: queries('ALTER TABLE core.company DROP COLUMN rating'),
      },
    ],
  });
  const options = () => ({
    ...{ backupEngine: 'pgbackrest', pgbackrestStanza: server.stanza, pgbackrestConfig: server.config },
    restoreDirectory: copies,
  });
  let made = 0;
  return {
    ...{ server, live, facts, folder, copies, project, options, atEnd: closers.atEnd },
    take: (given = {}, signal = undefined, of = live) => {
      const id = `b${++made}`;
      const settings = parseSettings({ projectRoot: folder, dataSource: 'x.ts', ...options(), ...given });
      const place = folderPlace(join(folder, id));
      const notes: string[] = [];
      return {
        ...{ id, notes, directory: join(folder, id) },
        taken: takeByEngine({
          ...{ id, settings, connection: of, facts, place, signal, atEnd: closers.atEnd },
          note: (message) => void notes.push(message),
        }),
      };
    },
    leftovers: () => readdirSync(copies),
    wrapper: (name, script) => {
      const file = join(server.folder, name);
      writeFileSync(file, `#!/bin/sh\n${script}\nexec /usr/bin/pgbackrest "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    },
    close: async () => {
      await closers.close();
      await server.stop();
      project.remove();
      rmSync(copies, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
