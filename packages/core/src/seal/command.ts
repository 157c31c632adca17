import { z } from 'zod';
import { formatError, refusal, SafeMigrateError, usageError } from '../errors';
import { parsePostgresUrl } from '../identity/database-urls';
import { EXIT_CODES } from '../run/record';
import { keepSecret, withoutPasswords } from '../secrets';
import { readConfiguredDataSource } from '../settings/data-source';
import { describeConnection, type ConnectionParameters } from '../target/connection';
import { serverError } from '../target/server-error';
import { withSession, type Session } from '../target/session';
import { Host } from '../typeorm/host';
import { installSeal, readKey } from './install';
import { DEFAULT_POLICY, parseAllowance } from './policy';
import { removeSeal } from './remove';
import { readIdentity, readSealProblems } from './state';
import { shellWord } from '../report/shell-word';

/** Environment variable with the connection string of a superuser; a secret, so it is no option. */
export const SEAL_URL = 'SAFE_MIGRATE_SEAL_URL';

const place = {
  projectRoot: z.string().min(1),
  workspaceRoot: z.string().optional(),
  projectName: z.string().optional(),
  dataSource: z.string().min(1).optional(),
};
const sealOptions = z.strictObject({
  ...place,
  environment: z.string().min(1).default('production'),
  name: z.string().min(1).optional(),
  allow: z.array(z.string()).default([]),
  strict: z.boolean().default(false),
  template: z.boolean().default(true),
  check: z.boolean().default(false),
});
const unsealOptions = z.strictObject({ ...place, confirm: z.string().min(1).optional() });

type Given = Readonly<Record<string, unknown>>;
type Write = (text: string) => void;

/**
 * Seals the database of a data source, or looks whether it is sealed.
 *
 * @returns exit code: 0, 1 (not whole), 2 (options), 3 (refused)
 */
export function sealCommand(given: Given, write: Write): Promise<number> {
  return answered(write, async () => {
    const options = checked(sealOptions, given);
    const policy = [...(options.strict ? [] : DEFAULT_POLICY), ...options.allow.map(parseAllowance)];
    return onDatabase(options, write, async (session, connection) => {
      if (options.check) return look(session, connection, write);
      const report = await installSeal(session, {
        ...{ environment: options.environment, policy, template: options.template, runner: connection.user },
        name: options.name ?? connection.database,
        nextCommand: options.projectName
          ? `npx nx run ${options.projectName}:safe-migrate`
          : 'safe-migrate run',
      });
      write(
        `sealed      ${describeConnection(connection)} is "${options.name ?? connection.database}", ${options.environment}`,
      );
      for (const line of report.installed) write(`  refused   ${line}`);
      for (const { pattern, kinds } of policy) write(`  allowed   ${pattern}: ${kinds.join(', ')}`);
      for (const line of report.missing) write(`  OPEN      ${line}`);
      return report.missing.some((line) => !line.includes('--no-template')) ? 1 : 0;
    });
  });
}

async function look(session: Session, connection: ConnectionParameters, write: Write): Promise<number> {
  const identity = await readIdentity(session);
  const where = describeConnection(connection);
  if (identity === undefined || !identity.sealed) {
    write(`not sealed  ${where}${identity ? ` (it was: ${identity.name}, ${identity.environment})` : ''}`);
    return 1;
  }
  if (identity.isCopy) {
    write(
      `copy        ${where} is a copy of ${identity.name} (${identity.environment}); the seal sleeps here`,
    );
    return 1;
  }
  const problems = await readSealProblems(session);
  write(`sealed      ${where} is "${identity.name}", ${identity.environment}, since ${identity.sealedAt}`);
  for (const problem of problems) write(`  OPEN      ${problem}`);
  return problems.length > 0 ? 1 : 0;
}

/**
 * Takes the seal off a database whose name somebody typed.
 *
 * @returns exit code, as {@link sealCommand}
 */
export function unsealCommand(given: Given, write: Write): Promise<number> {
  return answered(write, async () => {
    const options = checked(unsealOptions, given);
    return onDatabase(options, write, async (session, connection) => {
      const { database } = await readKey(session);
      if (options.confirm !== database) {
        throw refusal({
          code: options.confirm === undefined ? 'CONFIRMATION_NEEDED' : 'CONFIRMATION_WRONG',
          what: `The seal of "${database}" stays.`,
          why:
            options.confirm === undefined
              ? 'Without it, one wrong command destroys the data; so the name of the database has to be typed.'
              : `--confirm names "${options.confirm}", the data source leads to "${database}".`,
          next: `If it is meant: safe-migrate unseal --confirm ${shellWord(database)}`,
        });
      }
      const identity = await readIdentity(session);
      if (!identity?.sealed) {
        write(`not sealed  ${describeConnection(connection)}`);
        return 0;
      }
      const left = await removeSeal(session);
      write(
        `unsealed    ${describeConnection(connection)}: nothing inside the database refuses destruction any more`,
      );
      write(`  on record in safe_migrate.seal_event; to seal it again: safe-migrate seal`);
      for (const table of left)
        write(`  left      the trigger of ${table}, which refuses nothing: the table was locked`);
      return 0;
    });
  });
}

function checked<T>(schema: z.ZodType<T>, given: Given): T {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (parsed.success) return parsed.data;
  throw usageError({
    code: 'SETTINGS_INVALID',
    what: 'An option is not valid.',
    why: parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`)
      .join('\n'),
    next: 'safe-migrate seal --help and safe-migrate unseal --help list every option.',
  });
}

/** The user's own data source says which database; `SAFE_MIGRATE_SEAL_URL` may only say who goes in there. */
async function onDatabase(
  options: { readonly projectRoot: string; readonly dataSource?: string },
  write: Write,
  act: (session: Session, connection: ConnectionParameters) => Promise<number>,
): Promise<number> {
  const dataSource = readConfiguredDataSource(options);
  const { host, loaded } = await Host.start(options.projectRoot, dataSource);
  await host.close();
  keepSecret(loaded.connection);
  const other = parsePostgresUrl(process.env[SEAL_URL]);
  if (other) keepSecret(other);
  if (other !== undefined && other.database !== loaded.connection.database) {
    throw refusal({
      code: 'DATABASE_URLS_DIFFER',
      what: `${SEAL_URL} names another database than the data source.`,
      why: `${SEAL_URL}: ${describeConnection(other)}\nthe data source: ${describeConnection(loaded.connection)}`,
      next: `Correct ${SEAL_URL}; it may differ in user and password, and in the way there.`,
    });
  }
  const runner = loaded.connection;
  return withSession(other ?? runner, other ? { correct: SEAL_URL } : {}, async (session) => {
    if (other) await assertSameDatabase(session, runner);
    return act(session, runner);
  });
}

/** A private and a public address may lead to one server; two databases of one name do not have the same oid and identifier. */
async function assertSameDatabase(session: Session, runner: ConnectionParameters): Promise<void> {
  const [mine, theirs] = [await readKey(session), await withSession(runner, { readOnly: true }, readKey)];
  const isSame =
    mine.key.oid === theirs.key.oid &&
    (theirs.key.systemIdentifier === null || mine.key.systemIdentifier === theirs.key.systemIdentifier);
  if (isSame) return;
  throw refusal({
    code: 'DATABASE_URLS_DIFFER',
    what: `${SEAL_URL} leads to another server than the data source.`,
    why: 'The databases have the same name, but not the same identifier.',
    next: `Correct ${SEAL_URL}.`,
  });
}

/** Runs a command and turns errors into words and an exit code. */
export async function answered(write: Write, act: () => Promise<number>): Promise<number> {
  try {
    return await act();
  } catch (thrown) {
    const error = thrown instanceof SafeMigrateError ? thrown : (serverError(thrown) ?? thrown);
    write(withoutPasswords(formatError(error)));
    if (!(error instanceof SafeMigrateError)) return 1;
    if (error.kind === 'usage') return EXIT_CODES['usage-error'];
    return error.kind === 'refused' ? EXIT_CODES.refused : 1;
  }
}
