import { TRUNCATE_TRIGGER } from '../seal/names';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import type { TableState } from '../verify/structure';

const ENABLE: Readonly<Record<string, string>> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' };

/**
 * Values that come back are no change that anybody made: the user's own row triggers (a date of change, a log) must not take them for one.
 * Foreign keys are held to as ever. In a transaction of the table's owner; nobody else sees that they were off.
 */
export async function withoutTriggers(
  session: Session,
  { oid, schema, name }: TableState,
  write: () => Promise<void>,
): Promise<void> {
  const triggers = await session.query<{ name: string; state: string }>(
    `SELECT tgname::text AS name, tgenabled::text AS state FROM pg_catalog.pg_trigger
      WHERE tgrelid = $1::oid AND NOT tgisinternal AND tgenabled <> 'D' AND tgname <> '${TRUNCATE_TRIGGER}' ORDER BY 1`,
    [oid],
  );
  const set = async (to: (state: string) => string) => {
    if (triggers.length === 0) return;
    const parts = triggers.map((trigger) => `${to(trigger.state)} TRIGGER ${quoteIdentifier(trigger.name)}`);
    await session.query(`ALTER TABLE ONLY ${qualifiedName(schema, name)} ${parts.join(', ')}`);
  };
  // What is looked at later is looked at now: until then the table cannot be altered.
  const settle = async () => {
    if (triggers.length > 0) await session.query('SET CONSTRAINTS ALL IMMEDIATE');
  };
  await settle();
  await set(() => 'DISABLE');
  await write();
  await settle();
  await set((state) => ENABLE[state] ?? 'ENABLE');
}
