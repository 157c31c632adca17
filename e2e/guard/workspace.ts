import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../support/shell';

/** A workspace in a folder of its own inside this repository, so that Node finds the installed packages above it. */
export interface Workspace {
  readonly root: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  /** Every file of its own, by path. */
  readonly read: () => Readonly<Record<string, string>>;
  readonly remove: () => void;
}

/** Writes it below `.safe-migrate/`, which git ignores. */
export function createWorkspace(name: string, files: Readonly<Record<string, string>>): Workspace {
  const root = join(ROOT, '.safe-migrate', name);
  rmSync(root, { recursive: true, force: true });
  const write = (texts: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  write(files);
  return {
    root,
    write,
    read: () =>
      Object.fromEntries(
        readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((path) => !/(^|\/)(\.nx|node_modules)(\/|$)/.test(path))
          .filter((path) => statSync(join(root, path)).isFile())
          .map((path) => [relative(root, join(root, path)), readFileSync(join(root, path), 'utf8')]),
      ),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
