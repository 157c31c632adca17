import type { Tree } from '@nx/devkit';
import { readText } from '../workspace/walk';

const FOLDER = '.safe-migrate/';

/** Keeps run records and backups out of git. Returns whether .gitignore had to be changed. */
export function ignoreRunFolder(tree: Tree): boolean {
  const before = readText(tree, '.gitignore');
  if (before.split(/\r?\n/).some((line) => /^(?:\*\*)?\/?\.safe-migrate\/?$/.test(line.trim()))) return false;
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const separator = before === '' || before.endsWith('\n') ? '' : eol;
  tree.write('.gitignore', `${before}${separator}${FOLDER}${eol}`);
  return true;
}
