import type { Tree } from '@nx/devkit';
import { posix } from 'node:path';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import { withoutComments } from '../workspace/code-text';
import type { Program } from './program';
import { hasDestructiveName, hasPreparingName } from './rules';
import type { Finding } from './rules';
import { baseName } from './program';
import { destructiveCode, destructiveSql } from './sql';

/** Programs that run the file they are given. */
const RUNNERS =
  /^(?:node|ts-node(?:-\w+)*|tsx|bun|deno|swc-node|esno|babel-node|python3?|bash|sh|zsh|psql|make|just)$/;
const SCRIPT_PATH = /\.(?:[cm]?[jt]s|sh|bash|sql|py)$/;
const SCRIPT_FOLDER = /(?:^|\/)(?:scripts?|bin|tools?|tasks?|sql|db|database)\//;

/**
 * What the script files that a program runs do: by their names, and by what is written in those that lie in a folder of
 * scripts. A file deeper in the source may be part of anything, so its text is not taken for what a command does.
 */
export function judgeScriptFiles(
  tree: Tree,
  program: Program,
  folders: readonly string[],
): Finding | undefined {
  for (const path of scriptsOf(program)) {
    const name = baseName(path);
    if (hasDestructiveName(name)) return { deed: 'destroys', why: `runs ${posix.basename(path)}` };
    const loss = lossIn(tree, path, folders);
    if (loss !== undefined) return { deed: 'destroys', why: `runs ${posix.basename(path)} (${loss})` };
    if (hasPreparingName(name))
      return { deed: 'prepares', why: `sets the database up (${posix.basename(path)})` };
  }
  return undefined;
}

function scriptsOf(program: Program): string[] {
  const words = program.args
    .map(({ text }) => text.replace(/^--?[\w-]+=/, ''))
    .filter((text) => !text.startsWith('-'));
  const runs = RUNNERS.test(program.name)
    ? words.filter((word) => SCRIPT_PATH.test(word) || word.includes('/'))
    : [];
  const targets = /^(?:make|just|task|rake|mise)$/.test(program.name) ? words : [];
  const inputs = words.filter((word) => word.endsWith('.sql'));
  return [program.path, ...runs, ...targets, ...inputs];
}

function lossIn(tree: Tree, path: string, folders: readonly string[]): string | undefined {
  if (!SCRIPT_PATH.test(path) && !path.includes('/')) return undefined;
  const file = folders
    .flatMap((folder) => ['', '.ts', '.js', '.sh'].map((extension) => joinPath(folder, path) + extension))
    .find((candidate) => tree.isFile(candidate));
  if (file === undefined || !(SCRIPT_FOLDER.test(file) || /\.(?:sql|sh|bash)$/.test(file))) return undefined;
  const text = readText(tree, file);
  if (file.endsWith('.sql')) return destructiveSql(text);
  return destructiveCode(/\.[cm]?[jt]s$/.test(file) ? withoutComments(text) : text.replace(/^\s*#.*$/gm, ''));
}
