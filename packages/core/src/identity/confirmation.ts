import { refusal } from '../errors';
import type { Identity } from '../seal/state';
import type { Asking } from './asking';
import { shellWord } from '../report/shell-word';

/** What decides whether somebody must type the name of the database. */
export interface Question {
  readonly identity: Identity | undefined;
  readonly asking: Asking;
  /** Name of the database as the server knows it. */
  readonly database: string;
  readonly host: string;
  /** As given with `--confirm`. */
  readonly confirm: string | undefined;
}

/**
 * Production is changed by CI or by the platform it runs on. Anybody else, a developer's machine or a coding agent, must name the database.
 *
 * @throws SafeMigrateError CONFIRMATION_WRONG, CONFIRMATION_NEEDED
 */
export function assertConfirmed({ identity, asking, database, host, confirm }: Question): void {
  if (confirm !== undefined && confirm !== database) {
    throw refusal({
      code: 'CONFIRMATION_WRONG',
      what: `--confirm names "${confirm}", but the data source leads to the database "${database}".`,
      why: 'Whoever typed it means another database.',
      next: `Correct the data source, or give --confirm ${shellWord(database)} if it is the one that you mean.`,
    });
  }
  const isProduction = identity?.environment === 'production' && !identity.isCopy;
  if (!isProduction || confirm !== undefined) return;
  if (asking.agent === undefined && asking.platform !== undefined) return;
  const who =
    asking.agent === undefined
      ? `No sign of CI or of a hosting platform is set: this is somebody's machine${isPublicProxy(host) ? `, and ${host} is a public proxy` : ''}.`
      : `It was started by ${asking.agent}.`;
  throw refusal({
    code: 'CONFIRMATION_NEEDED',
    what: `The database "${database}" is production (${identity.name}).`,
    why: who,
    next: `If it is meant, run again with --confirm ${shellWord(database)}`,
  });
}

/** Railway's TCP proxies and what other hosts call theirs: how a laptop reaches a database that is meant to be private. */
export function isPublicProxy(host: string): boolean {
  return /(^|\.)(proxy\.rlwy\.net|rlwy\.net|railway\.app)$|(^|[.-])proxy[.-]|pooler\./i.test(host);
}
