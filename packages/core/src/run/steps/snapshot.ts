import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { findClientTools } from '../../backup/client-tools';
import { displayPath } from '../../report/display-path';
import { withoutPasswords } from '../../secrets';
import { renderSnapshot } from '../../snapshot/schema-snapshot';
import { takeSnapshot } from '../../snapshot/take-snapshot';
import type { RunContext } from '../context';
import type { Preflight } from './preflight';

/** The live database, and what it can be dumped with, where that is known already. */
type Reach = Pick<Preflight, 'loaded' | 'facts'> & Partial<Pick<Preflight, 'tools'>>;

/**
 * Writes the schema as it is now into the project, to be committed, whatever has changed it. It is made for later reviews: where it cannot be
 * written, e.g. in a container whose files are read-only, that is a warning and nothing more.
 */
export async function writeSnapshot(
  { settings, record, steps, emit, signal }: RunContext,
  { loaded, facts, tools: found }: Reach,
): Promise<void> {
  // The migrations are in place: what is asked to stop now has nothing left to undo.
  if (signal.aborted) return;
  const { snapshotFile } = settings;
  const shown = displayPath(snapshotFile, settings.projectRoot);
  await steps.run('snapshot', async () => {
    try {
      const tools = found ?? (await findClientTools({ pgBin: settings.pgBin, serverMajor: facts.major }));
      const snapshot = await takeSnapshot(loaded.connection, loaded, tools, new Date(), snapshotFile);
      writeFileSync(`${snapshotFile}.tmp`, withoutPasswords(renderSnapshot(snapshot)));
      renameSync(`${snapshotFile}.tmp`, snapshotFile);
      const tables = Object.keys(snapshot.sizes).length;
      return { result: undefined, summary: `${shown}: ${tables} tables; commit it for reviews in CI` };
    } catch (error) {
      const message = `the schema snapshot ${shown} was not written: ${(error as Error).message}`;
      emit({ kind: 'warning', message });
      record.warnings.push(message);
      return { result: undefined, summary: 'not written' };
    }
  });
}

/** The same where nothing was pending: only where there is none yet. */
export async function writeMissingSnapshot(context: RunContext, ready: Reach): Promise<void> {
  if (context.record.command === 'run' && !existsSync(context.settings.snapshotFile))
    await writeSnapshot(context, ready);
}
