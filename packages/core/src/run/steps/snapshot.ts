import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { displayPath } from '../../report/display-path';
import { withoutPasswords } from '../../secrets';
import { renderSnapshot } from '../../snapshot/schema-snapshot';
import { takeSnapshot } from '../../snapshot/take-snapshot';
import type { RunContext } from '../context';
import type { Preflight } from './preflight';

/**
 * Writes the schema as it is now into the project, to be committed. It is made for later reviews: where it cannot be written, e.g. in a
 * container whose files are read-only, that is a warning and nothing more.
 */
export async function writeSnapshot(
  { settings, record, steps, emit, signal }: RunContext,
  { loaded, tools }: Pick<Preflight, 'loaded' | 'tools'>,
): Promise<void> {
  // The migrations are in place: what is asked to stop now has nothing left to undo.
  if (signal.aborted) return;
  const { snapshotFile } = settings;
  const shown = displayPath(snapshotFile, settings.projectRoot);
  await steps.run('snapshot', async () => {
    try {
      const snapshot = await takeSnapshot(loaded.connection, loaded, tools, new Date());
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
export async function writeMissingSnapshot(context: RunContext, ready: Preflight): Promise<void> {
  if (context.record.command === 'run' && !existsSync(context.settings.snapshotFile))
    await writeSnapshot(context, ready);
}
