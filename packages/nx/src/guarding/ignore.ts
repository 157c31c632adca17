import { readText } from '../workspace/walk';
import type { Work } from './work';

const FOLDER = '.safe-migrate/';

/** Keeps run records and backups out of git. */
export function ignoreRunFolder(work: Work): void {
  const before = readText(work.tree, '.gitignore');
  if (before.split(/\r?\n/).some((line) => /^(?:\*\*)?\/?\.safe-migrate\/?$/.test(line.trim()))) return;
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const separator = before === '' || before.endsWith('\n') ? '' : eol;
  work.append('.gitignore', `${separator}${FOLDER}${eol}`);
  work.done.push('.gitignore: added .safe-migrate/ (run records and backups)');
}
