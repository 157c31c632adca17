import { formatError, SafeMigrateError } from '../errors';
import { EXIT_CODES } from '../run/record';
import type { CommandIo, GivenOptions } from '../run/run-command';
import { jsonWithoutPasswords, keepSecret } from '../secrets';
import { parseSettings } from '../settings/settings';
import { withSession } from '../target/session';
import { Host } from '../typeorm/host';
import { listDeposits, removeExpired, type StoredDeposit } from './stored-deposits';

/**
 * `safe-migrate escrow`: what migrations dropped and is still there, and until when.
 *
 * @returns 0, 1 where the database cannot be asked, 2 for a wrong option
 */
export async function escrowCommand(
  options: GivenOptions,
  { remove }: { readonly remove: boolean },
  { write, json }: CommandIo,
): Promise<number> {
  try {
    const settings = parseSettings(options);
    const { host, loaded } = await Host.start(settings.projectRoot, settings.dataSource);
    await host.close();
    keepSecret(loaded.connection);
    const { kept, removed } = await withSession(
      loaded.connection,
      { readOnly: !remove },
      async (session) => ({
        removed: remove ? await removeExpired(session) : [],
        kept: await listDeposits(session),
      }),
    );
    if (json) write(jsonWithoutPasswords({ kept, removed }));
    else for (const line of inWords(kept, removed)) write(line);
    return 0;
  } catch (error) {
    write(formatError(error));
    const isUsage = error instanceof SafeMigrateError && error.kind === 'usage';
    return isUsage ? EXIT_CODES['usage-error'] : 1;
  }
}

function inWords(kept: readonly StoredDeposit[], removed: readonly StoredDeposit[]): readonly string[] {
  const expired = kept.filter((deposit) => deposit.expired).length;
  return [
    ...removed.map((deposit) => `removed   ${describe(deposit)}`),
    ...kept.map((deposit) => `${deposit.expired ? 'expired ' : 'kept    '}  ${describe(deposit)}`),
    ...(kept.length + removed.length === 0 ? ['nothing is in escrow'] : []),
    ...(expired > 0 ? ['safe-migrate escrow --remove-expired removes what is expired'] : []),
  ];
}

function describe(deposit: StoredDeposit): string {
  const { id, schema, name, wholeTable, columns, rows, values, run, depositedAt, keepUntil, givenBack } =
    deposit;
  const what = wholeTable
    ? `${schema}.${name}, ${rows} rows`
    : `${schema}.${name} (${columns.map((column) => `"${column.name}"`).join(', ')}), ${values} values`;
  return `${what}; dropped ${depositedAt} UTC by run ${run}, until ${keepUntil}; safe_migrate_escrow.deposit_${id}${givenBack ? '; given back' : ''}`;
}
