import type { DataSource } from 'typeorm';
import type { HostRequests } from '../protocol';

/** Everything that TypeORM would do on connect besides connecting is switched off; a scratch database replaces every address. */
export function quietOptions(dataSource: DataSource, input: HostRequests['connect']['input']): object {
  const options = dataSource.options as Extract<DataSource['options'], { type: 'postgres' }>;
  const extra = (options.extra ?? {}) as Record<string, unknown>;
  const settings = [
    extra['options'],
    ...Object.entries(input.settings).map(
      ([name, value]) => `-c ${name}=${value.replace(/([\\ ])/g, '\\$1')}`,
    ),
  ].filter(Boolean);
  const quiet = {
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    installExtensions: input.instead !== undefined && input.installExtensions === true,
    subscribers: [],
    cache: false,
    applicationName: input.applicationName,
  };
  const session = { options: settings.join(' '), application_name: input.applicationName };
  if (!input.instead) {
    // The driver's own timeouts report a failure while the server goes on and commits.
    return {
      ...quiet,
      extra: {
        ...extra,
        ...session,
        keepAlive: true,
        query_timeout: undefined,
        statement_timeout: undefined,
      },
    };
  }
  const { host, port, user, password, database } = input.instead;
  return {
    ...quiet,
    ...{ url: undefined, replication: undefined, ssl: false, host, port, username: user, password, database },
    extra: session,
  };
}

/**
 * Takes away what was made with the data source before its options were changed: a cache of results, which is connected (to Redis, for one)
 * along with it, and subscribers, which are told of the first queries.
 */
export function silence(dataSource: DataSource): void {
  Object.assign(dataSource, { queryResultCache: undefined, subscribers: [] });
}
