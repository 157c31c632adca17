import type { ClientConfig } from './driver';

/** How to reach one database. The password stays in memory: it is never printed, recorded or passed as an argument. */
export interface ConnectionParameters {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** As `pg` takes it: false, true, or the TLS options. */
  readonly ssl?: ClientConfig['ssl'];
  /** A scratch database on the server of the live one: what belongs to the whole server must not be changed from there. */
  readonly onLiveServer?: true;
}

/** `user@host:port/database`: what may be shown of a connection. */
export function describeConnection(connection: ConnectionParameters): string {
  return `${connection.user}@${connection.host}:${connection.port}/${connection.database}`;
}

/**
 * Environment for the client programs (`pg_dump`, `pg_restore`): libpq reads it, so nothing secret appears in
 * the process list. https://www.postgresql.org/docs/current/libpq-envars.html
 *
 * @param rootCertificateFile a PEM file, where the TLS options name a certificate authority.
 */
export function libpqEnvironment(
  connection: ConnectionParameters,
  rootCertificateFile?: string,
): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PG') || name === 'PGTZ'),
  );
  const { ssl } = connection;
  const verifies = typeof ssl === 'object' && ssl.rejectUnauthorized !== false;
  return {
    ...inherited,
    PGHOST: connection.host,
    PGPORT: String(connection.port),
    PGUSER: connection.user,
    PGDATABASE: connection.database,
    ...(connection.password === undefined ? {} : { PGPASSWORD: connection.password }),
    PGSSLMODE: !ssl ? 'prefer' : rootCertificateFile && verifies ? 'verify-ca' : 'require',
    ...(rootCertificateFile ? { PGSSLROOTCERT: rootCertificateFile } : {}),
    PGCONNECT_TIMEOUT: '10',
  };
}
