import { join } from 'node:path';
import { ROOT } from '../support/shell';

const NOTHING = '#!/bin/sh\nexit 0\n';
/** Sends what the tool sends. */
const sends = (tool: string, sql: string): string => `#!${process.execPath}
// ${tool} is not installed here: these are its statements.
const { Client } = require(${JSON.stringify(join(ROOT, 'node_modules/pg'))});
const client = new Client();
client.connect().then(() => client.query(${JSON.stringify(sql)})).then(() => client.end(), (error) => { console.error(error.message); process.exit(1); });
`;
/** A script of the package, else a program; `yarn workspace x y` and `pnpm --filter x y` in the folder of that package. */
const MANAGER = `#!/bin/sh
case "$1" in
  workspace|--filter) root="$(git rev-parse --show-toplevel)"; cd "$root/packages/$2" || exit 1; shift 2 ;;
esac
if [ "$1" = run ]; then shift; fi
name="$1"; shift
if node -e "process.exit(require('./package.json').scripts?.[process.argv[1]] ? 0 : 1)" "$name" 2>/dev/null; then exec npm run "$name" -- "$@"; fi
exec "$name" "$@"
`;

/** By name of the program. */
export const STAND_INS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['rimraf', 'nest', 'jest', 'vitest', 'tsc', 'vite', 'eslint', 'lingui'].map((name) => [name, NOTHING]),
  ),
  yarn: MANAGER,
  pnpm: MANAGER,
  prisma: sends(
    'prisma',
    'DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA core CASCADE; CREATE SCHEMA core',
  ),
  'drizzle-kit': sends('drizzle-kit', 'ALTER TABLE core.person DROP COLUMN email'),
  knex: sends('knex', 'DROP TABLE IF EXISTS core.person, core.company, core.opportunity CASCADE'),
  flyway: sends('flyway', 'DROP TABLE IF EXISTS core.note, core.person CASCADE'),
  'node-pg-migrate': sends('node-pg-migrate', 'DROP TABLE core.note CASCADE'),
  'sequelize-cli': sends(
    'sequelize',
    'DROP TABLE IF EXISTS core.person CASCADE; CREATE TABLE core.person (id int)',
  ),
};
