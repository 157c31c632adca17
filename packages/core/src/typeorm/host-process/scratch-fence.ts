import type { DataSource } from 'typeorm';
import type { ConnectionParameters } from '../../target/connection';
import { HostError } from './failure';

/** The only database that this process may connect to; undefined where it works on the live one. */
let onlyScratch: ConnectionParameters | undefined;
const fenced = new WeakSet<object>();

/**
 * While a migration is tried on a scratch database, its process must not reach any other server: a migration that
 * opens connections of its own would otherwise write to the live database during a review.
 */
export function refuseOtherServers(dataSource: DataSource, allowed: ConnectionParameters): void {
  onlyScratch = allowed;
  const { prototype } = (dataSource.driver as unknown as { postgres: { Client: { prototype: PgClient } } })
    .postgres.Client;
  if (fenced.has(prototype)) return;
  fenced.add(prototype);
  const connect = prototype.connect;
  prototype.connect = function (this: PgClient, ...args: unknown[]) {
    const only = onlyScratch;
    if (!only || (this.host === only.host && this.port === only.port && this.database === only.database)) {
      return connect.apply(this, args);
    }
    const refused = new HostError(
      'MIGRATION_ESCAPES',
      `The migration opens a connection of its own to ${this.host}:${this.port}/${this.database}; on a scratch database this is refused.`,
    );
    const [callback] = args;
    if (typeof callback !== 'function') return Promise.reject(refused);
    process.nextTick(callback as (error: Error) => void, refused);
    return undefined;
  };
}

interface PgClient {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  connect: (...args: unknown[]) => unknown;
}
