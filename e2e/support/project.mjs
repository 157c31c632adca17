import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../demo/shell.mjs';

/**
 * A project in a folder of its own that has the packages of this workspace.
 *
 * @param files text by path
 * @returns the folder, which the caller removes
 */
export function createProject(name, files) {
  const root = mkdtempSync(join(tmpdir(), `safe-migrate-${name}-`));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const all = { 'package.json': JSON.stringify({ name, private: true }), ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** `data-source.js` of a database; of the one whose URL is in an environment variable, where its name is given instead. */
export function dataSource(connection, options = {}) {
  const all = { type: 'postgres', migrations: ['migrations/*.js'], ...options };
  if (typeof connection === 'object') {
    const { host, port, user: username, password, database } = connection;
    Object.assign(all, { host, port, username, password, database });
  }
  const url = typeof connection === 'string' ? `, url: process.env.${connection}` : '';
  return `const { DataSource } = require('typeorm');
exports.AppDataSource = new DataSource({ ...${JSON.stringify(all)}${url} });\n`;
}

/** A migration in JavaScript; `up` and `down` are bodies. */
export function migration({ name, comment, transaction, up, down }) {
  return `${comment ? `/** ${comment} */\n` : ''}exports.${name} = class ${name} {
  name = '${name}';
  ${transaction === undefined ? '' : `transaction = ${transaction};`}
  async up(queryRunner) {
    ${up}
  }
  async down(queryRunner) {
    ${down}
  }
};\n`;
}
