import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operating-system user that a scratch server runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * The user to run PostgreSQL as: undefined (ourselves) unless we are root, whom PostgreSQL refuses to run as
 * (`initdb` and `postgres` both check). Then `postgres` where that user exists, else `nobody`; it must be in the
 * password file because initdb looks its name up.
 */
export function serverUser(passwd: string = readPasswd(), uid = process.getuid?.()): RunAs | undefined {
  if (uid !== 0) return undefined;
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const user = users.find(([name]) => name === wanted);
    if (user && Number(user[2]) > 0) return { name: wanted, uid: Number(user[2]), gid: Number(user[3]) };
  }
  return undefined;
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Whether a user can enter a folder and all folders above it: a clone below a 0700 folder is unreachable for
 * the user that the server runs as, whatever the mode of the clone itself.
 */
export function isReachable(path: string, user: RunAs | undefined): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if (!canEnter(folder, user)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function canEnter(folder: string, user: RunAs | undefined): boolean {
  try {
    if (!user) {
      accessSync(folder, constants.X_OK);
      return true;
    }
    const stat = statSync(folder);
    const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
    return (stat.mode & bit) !== 0;
  } catch {
    return false;
  }
}
