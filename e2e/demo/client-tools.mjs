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
    const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
    if (!debian) throw error;
    console.log('pg_dump was not found: installing it with "apt-get install -y postgresql-client"');
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'postgresql-client']]) {
      const { status } = spawnSync('apt-get', args, {
        stdio: 'inherit',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      if (status !== 0 && args[0] === 'install') throw error;
    }
    return core.findClientTools();
  }
}
