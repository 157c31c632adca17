import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import type { RunRecord } from '../run/record';

/** The migrations of runs that ended well, the newest first: from the journal in the database, else from the records here. */
export async function earlierRuns(
  session: Session,
  recordDirectory: string,
  target: RunRecord['target'],
): Promise<readonly (readonly string[])[]> {
  const journaled = await fromJournal(session);
  return journaled.length > 0 ? journaled : fromRecords(recordDirectory, target);
}

async function fromJournal(session: Session): Promise<readonly (readonly string[])[]> {
  const [row] = await session.query<{ readable: boolean | null }>(
    `SELECT pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
       FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = 'unit' WHERE n.nspname = $1`,
    [OWN_SCHEMA],
  );
  if (row?.readable !== true) return [];
  const runs = await session.query<{ names: string[] }>(
    `SELECT array_agg(m ORDER BY u.number, o) AS names FROM ${OWN_SCHEMA}.run r JOIN ${OWN_SCHEMA}.unit u ON u.run_id = r.id
      CROSS JOIN LATERAL unnest(u.migrations) WITH ORDINALITY AS x (m, o)
      WHERE u.state = 'committed' GROUP BY r.id, r.started_at ORDER BY r.started_at DESC LIMIT 50`,
  );
  return runs.map(({ names }) => names);
}

function fromRecords(directory: string, target: RunRecord['target']): readonly (readonly string[])[] {
  try {
    const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
    return files
      .sort()
      .reverse()
      .slice(0, 100)
      .flatMap((name) => {
        const record = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Partial<RunRecord>;
        const isSame =
          record.target?.connection === target?.connection &&
          record.target?.systemIdentifier === target?.systemIdentifier;
        return isSame && record.outcome === 'applied' ? [record.pending ?? []] : [];
      });
  } catch {
    return [];
  }
}
