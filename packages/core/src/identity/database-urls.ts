import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { refusal } from '../errors';
import { keepSecret } from '../secrets';
import { describeConnection, type ConnectionParameters } from '../target/connection';

/** Where a database may be named, besides the data source. */
export interface Places {
  readonly projectRoot: string;
  /** Path of the data source file, relative to the project. */
  readonly dataSource: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The data source as TypeORM sees it. */
  readonly loaded: ConnectionParameters;
}

/** What connection strings of applications are commonly called; others count where the data source's file names them. */
const USUAL = ['PG_DATABASE_URL', 'DATABASE_URL'];

/**
 * The shell, a `.env` file and the data source must mean one database: which of them wins depends on the project (dotenv with `override`
 * beats the shell), and whoever typed one of them believes in that one.
 *
 * @throws SafeMigrateError DATABASE_URLS_DIFFER with all of them, passwords left out
 */
export function assertOneDatabase({ projectRoot, dataSource, environment, loaded }: Places): void {
  const file =
    environment['NODE_ENV'] === 'test' && existsSync(join(projectRoot, '.env.test')) ? '.env.test' : '.env';
  const written = readEnvFile(join(projectRoot, file));
  const text = readSource(projectRoot, dataSource);
  const names = [...new Set([...USUAL, ...Object.keys(written), ...Object.keys(environment)])];
  const named = names.flatMap((name): Named[] => {
    const shell = parsePostgresUrl(environment[name]);
    const env = parsePostgresUrl(written[name]);
    for (const found of [shell, env]) if (found) keepSecret(found);
    if (shell === undefined && env === undefined) return [];
    const leadsHere = [shell, env].some((found) => found !== undefined && isSame(found, loaded));
    return [
      {
        name,
        shell,
        env,
        leadsHere,
        isRead: new RegExp(`(?<![\\w])${name.replace(/\W/g, '\\$&')}(?!\\w)`).test(text),
      },
    ];
  });
  const differing = named.find(
    ({ name, shell, env, leadsHere, isRead }) =>
      shell && env && !isSame(shell, env) && (leadsHere || isRead || USUAL.includes(name)),
  );
  // What the data source reads leads elsewhere, and nothing else that it reads leads here.
  const read = named.filter(({ isRead }) => isRead);
  const wrong = differing ?? (read.some(({ leadsHere }) => leadsHere) ? undefined : read[0]);
  if (wrong === undefined) return;
  const { name, shell, env } = wrong;
  throw refusal({
    code: 'DATABASE_URLS_DIFFER',
    what: 'It is not clear which database is meant.',
    why: [
      `${name} in the shell: ${shell ? describeConnection(shell) : 'not set'}`,
      `${name} in ${file}: ${env ? describeConnection(env) : 'not set'}`,
      `the data source as loaded: ${describeConnection(loaded)}`,
    ].join('\n'),
    next: `Make them one: correct ${file}, or unset ${name} in the shell (unset ${name}).`,
  });
}

interface Named {
  readonly name: string;
  readonly shell: ConnectionParameters | undefined;
  readonly env: ConnectionParameters | undefined;
  readonly leadsHere: boolean;
  readonly isRead: boolean;
}

/** Host, port and database are what makes it another one; local names of the same machine are one. */
function isSame(a: ConnectionParameters, b: ConnectionParameters): boolean {
  const host = (name: string): string =>
    /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i.test(name) ? 'localhost' : name.toLowerCase();
  return host(a.host) === host(b.host) && a.port === b.port && a.database === b.database;
}

/** Reads a `postgres://` URL; undefined where it is none. */
export function parsePostgresUrl(text: string | undefined): ConnectionParameters | undefined {
  if (text === undefined || !/^postgres(ql)?:\/\//i.test(text)) return undefined;
  try {
    const url = new URL(text);
    const mode = url.searchParams.get('sslmode');
    const user = decodeURIComponent(url.username) || 'postgres';
    return {
      host: decodeURIComponent(url.hostname) || 'localhost',
      port: Number(url.port || 5432),
      user,
      ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
      database: decodeURIComponent(url.pathname.slice(1)) || user,
      ssl: mode && mode !== 'disable' ? { rejectUnauthorized: mode.startsWith('verify') } : false,
    };
  } catch {
    return undefined;
  }
}

/** `NAME=value` lines as dotenv reads them: `export`, quotes and comments after a value. */
export function readEnvFile(file: string): Readonly<Record<string, string>> {
  if (!existsSync(file)) return {};
  const values: Record<string, string> = {};
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [, name, rest = ''] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const quoted = /^(["'`])(.*?)\1/.exec(rest);
    values[name] = quoted ? (quoted[2] ?? '') : rest.replace(/\s*#.*$/, '').trim();
  }
  return values;
}

function readSource(projectRoot: string, dataSource: string): string {
  const path = isAbsolute(dataSource) ? dataSource : resolve(projectRoot, dataSource);
  const file = [path, `${path}.ts`, `${path}.js`].find((each) => existsSync(each));
  try {
    return file === undefined ? '' : readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
