import type * as Driver from 'pg';

export type { ClientConfig } from 'pg';
export type Client = Driver.Client;

/**
 * The driver asks what runs it: `navigator`, and where Node.js has none, which is before 21, `Response`. Only to look at that one loads a whole HTTP
 * client, which takes as long as the rest of the driver six times over. https://nodejs.org/api/globals.html#navigator
 */
function load(): typeof Driver {
  const own = 'navigator' in globalThis;
  if (!own)
    Object.defineProperty(globalThis, 'navigator', {
      value: { userAgent: `Node.js/${process.versions.node}` },
      configurable: true,
    });
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come before it
    return require('pg') as typeof Driver;
  } finally {
    // What else the process holds, as a project's own code, finds what it is used to.
    if (!own) Reflect.deleteProperty(globalThis, 'navigator');
  }
}

export const { Client } = load();
