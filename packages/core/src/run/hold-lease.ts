import { takeLease } from '../apply/lease';
import { Journal } from '../journal/journal';
import { sessionName } from '../journal/process-identity';
import { assertNotPooled } from '../target/pooled';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { connectionError, type Session } from '../target/session';
import { HostQueryError, type Host } from '../typeorm/host';
import type { RunContext } from './context';

/** Opens the session that migrates and takes the lease in it: from here on no other run works on the database. */
export async function holdLease(
  { record, emit }: RunContext,
  host: Host,
  connection: ConnectionParameters,
  facts: ServerFacts,
): Promise<void> {
  // The session waits while the backup runs: the server must not end it for being idle (a setting since 14).
  const whileWaiting: Record<string, string> = facts.major >= 14 ? { idle_session_timeout: '0' } : {};
  const connecting = host.connect(sessionName(record.id), whileWaiting);
  connecting.catch(() => undefined);
  await assertNotPooled(connection);
  await connecting.catch((error: unknown) => {
    throw error instanceof HostQueryError ? connectionError(error, connection) : error;
  });
  await noticeOurDeath(host);
  await takeLease(host, { note: (message) => emit({ kind: 'note', message }) });
}

/**
 * Opens the journal for a run, with the lease held.
 *
 * @param run whose entry it is; the run itself where it is not another one that is resumed
 * @returns undefined where this role may not have one; that was said then
 */
export async function openJournal(
  { record, emit, journal }: RunContext,
  host: Host,
  connection: ConnectionParameters,
  run: string = record.id,
): Promise<Journal | undefined> {
  const opened = await Journal.open(connection, host, run, record.id);
  if (opened instanceof Journal) {
    journal.current = opened;
    return opened;
  }
  const message = `no journal in the database: ${opened.why}. The run goes on with the lock and the record in the record directory alone; should its process be killed, less is known afterwards.`;
  emit({ kind: 'warning', message });
  record.warnings.push(message);
  return undefined;
}

/**
 * Should this process be killed, the server finds out within a second, stops what it was doing and rolls back. Servers
 * before 14, and those on systems that cannot tell, finish the statement first. A network that is cut says nothing: then
 * TCP must ask.
 */
async function noticeOurDeath(session: Session): Promise<void> {
  const settings = [
    ['client_connection_check_interval', '1000'],
    ['tcp_keepalives_idle', '10'],
    ['tcp_keepalives_interval', '5'],
    ['tcp_keepalives_count', '3'],
    ['tcp_user_timeout', '30000'],
  ];
  await Promise.allSettled(
    settings.map((setting) => session.query(`SELECT set_config($1, $2, false)`, setting)),
  );
}
