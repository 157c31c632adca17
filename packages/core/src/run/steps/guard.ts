import { refusal } from '../../errors';
import { assertIntended } from '../../identity/assert-intended';
import { keepSecret } from '../../secrets';
import { describeConnection } from '../../target/connection';
import type { Host } from '../../typeorm/host';
import type { LoadedDataSource } from '../../typeorm/protocol';
import type { RunContext } from '../context';

/** The data source, loaded, and the process that holds it for the live database. */
export interface Guarded {
  readonly host: Host;
  readonly loaded: LoadedDataSource;
}

/**
 * Loads the data source; refuses one that would change or empty the database by being connected to, one that may not be the database that
 * is meant, and production where nobody confirmed it.
 */
export function guard(context: RunContext): Promise<Guarded> {
  const { settings, steps, hosts } = context;
  return steps.run('guard', async () => {
    const { host, loaded } = await hosts.live;
    keepSecret(loaded.connection);
    assertHarmless(loaded, settings.dataSource);
    await assertIntended(context, loaded);
    return {
      result: { host, loaded },
      summary: `${settings.dataSource} (TypeORM ${loaded.typeormVersion}) is ${describeConnection(loaded.connection)}`,
    };
  });
}

const EFFECTS = {
  dropSchema: 'Every process that connects with it empties the database.',
  synchronize:
    'Every process that connects with it changes the schema to fit the entities, dropping columns on the way.',
  migrationsRun:
    'Every process that connects with it runs the pending migrations itself, without backup, review or lock.',
} as const;

function assertHarmless(loaded: LoadedDataSource, dataSource: string): void {
  const acting = (['dropSchema', 'synchronize', 'migrationsRun'] as const).filter((option) => loaded[option]);
  if (acting.length === 0) return;
  const off = acting.map((option) => `${option}: false`).join(', ');
  throw refusal({
    code: 'DATA_SOURCE_ACTS_ON_CONNECT',
    what: `The data source ${dataSource} has ${acting.map((option) => `${option}: true`).join(', ')}.`,
    why: acting.map((option) => EFFECTS[option]).join('\n'),
    next: `Set ${off} in the data source.`,
  });
}
