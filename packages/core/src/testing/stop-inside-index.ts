import type { ConnectionParameters } from '../target/connection';
import type { Project } from './project';
import { runProject, type SeenRun } from './run-project';
import { sql, withClient } from './test-server';

/**
 * Runs a project and asks the run to stop while CREATE INDEX CONCURRENTLY of an index on `core.company` waits: for the end of the transaction of
 * a client that may write there.
 *
 * @param index its name
 */
export function stopInsideIndex(
  project: Project,
  connection: ConnectionParameters,
  scratchUrl: string,
  index: string,
): Promise<SeenRun> {
  const abort = new AbortController();
  return withClient(connection, async (client) => {
    const running = runProject(project, { scratchUrl }, 'run', abort.signal, (event) => {
      if (event.kind === 'step-started' && event.step === 'apply')
        void client.query('BEGIN; LOCK TABLE core.company IN ROW EXCLUSIVE MODE');
    });
    const deadline = Date.now() + 60_000;
    for (;;) {
      const waits = await sql(
        connection,
        `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY ${index}%' AND wait_event_type = 'Lock'`,
      );
      if (waits.length > 0 || Date.now() > deadline) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    abort.abort();
    return running;
  });
}
