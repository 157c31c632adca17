import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import core from '@safe-migrate/core';

/**
 * Finds pg_dump; where there is none, installs it on Debian and Ubuntu as root and says so. Elsewhere the error that is
 * thrown holds the exact command to type.
 */
export async function ensureClientTools() {
  try {
    return await core.findClientTools();
  } catch (error) {
    if (!installPackage('postgresql-client', 'pg_dump')) throw error;
    return core.findClientTools();
  }
}

/** Programs that only the tests need, where they are when they are installed, and the package of Debian that brings them. */
const TEST_PROGRAMS = [
  ['/usr/sbin/pgbouncer', 'pgbouncer'],
  ['/usr/bin/age', 'age'],
  ['/usr/bin/pgbackrest', 'pgbackrest'],
];

/** The same for the other programs of the tests; what cannot be had is said. */
export function ensureTestPrograms() {
  for (const [file, name] of TEST_PROGRAMS)
    if (!existsSync(file) && !installPackage(name, name))
      console.log(
        `${name} is not installed: install it with apt-get install -y ${name}; the specs that need it fail without it`,
      );
}

/** Whether it is installed now; only root on Debian and Ubuntu may try. */
function installPackage(name, program) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  console.log(`${program} was not found: installing it with "apt-get install -y ${name}"`);
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  apt('update');
  return apt('install', '-y', '--no-install-recommends', name);
}
