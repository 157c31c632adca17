import { posix } from 'node:path';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Files } from '../workspace/walk';
import { withoutComments } from '../workspace/code-text';
import type { Program } from './program';
import type { Finding } from './finding';
import { hasDestructiveName, hasPreparingName } from './names';
import { baseName } from './program';
import { destructiveCode, destructiveSql } from './sql';

/** Programs that run the file they are given. */
const RUNNERS =
  /^(?:node|ts-node(?:-\w+)*|tsx|bun|deno|swc-node|esno|babel-node|vite-node|jiti|zx|nodemon|python3?|bash|sh|zsh|source|\.|psql|make|just)$/;
const SCRIPT_PATH = /\.(?:[cm]?[jt]s|sh|bash|sql|py)$/;
const SCRIPT_FOLDER = /(?:^|\/)(?:scripts?|bin|tools?|tasks?|sql|db|database)\//;

/**
 * What the script files that a program runs do: by their names, and by what is written in those that lie in a folder of
 * scripts. A file deeper in the source may be part of anything, so its text is not taken for what a command does; only one
 * that is called a migration is read for running migrations.
 */
export function judgeScriptFiles(
  files: Files,
  program: Program,
  folders: readonly string[],
): Finding | undefined {
  const inline = /^(?:node|ts-node(?:-\w+)*|tsx|bun|deno)$/.test(program.name)
    ? program.args.map(({ text }) => text)
    : [];
  const loss = inline.map(destructiveCode).find((found) => found !== undefined);
  if (loss !== undefined) return { deed: 'destroys', why: `destroys data (${loss})` };
  for (const path of scriptsOf(program)) {
    const name = baseName(path);
    if (hasDestructiveName(name)) return { deed: 'destroys', why: `runs ${posix.basename(path)}` };
    const found = judgeText(files, path, folders);
    if (found !== undefined) return found;
    if (hasPreparingName(name))
      return { deed: 'prepares', why: `sets the database up (${posix.basename(path)})` };
  }
  return undefined;
}

function scriptsOf(program: Program): string[] {
  const words = program.args
    // psql takes a file by itself, with an option, or with its own command \\i.
    .map(({ text }) => text.replace(/^--?[\w-]+=|^\\ir?\s+/, ''))
    .filter((text) => !text.startsWith('-'));
  const runs = RUNNERS.test(program.name)
    ? words.filter((word) => SCRIPT_PATH.test(word) || word.includes('/'))
    : [];
  const targets = /^(?:make|just|task|rake|mise)$/.test(program.name) ? words : [];
  const inputs = [...words, ...program.piped.split(/\s+/)].filter((word) => word.endsWith('.sql'));
  return [program.path, ...runs, ...targets, ...inputs];
}

function judgeText(files: Files, path: string, folders: readonly string[]): Finding | undefined {
  if (!SCRIPT_PATH.test(path) && !path.includes('/')) return undefined;
  const file = folders.flatMap((folder) => placesOf(folder, path)).find((place) => files.isFile(place));
  if (file === undefined) return undefined;
  const text = readText(files, file);
  const code = /\.[cm]?[jt]s$/.test(file) ? withoutComments(text) : text.replace(/^\s*#.*$/gm, '');
  const isScript = SCRIPT_FOLDER.test(file) || /\.(?:sql|sh|bash)$/.test(file);
  const loss = isScript ? (file.endsWith('.sql') ? destructiveSql(text) : destructiveCode(code)) : undefined;
  if (loss !== undefined) return { deed: 'destroys', why: `runs ${posix.basename(path)} (${loss})` };
  const migrates = (isScript || /migrat/i.test(posix.basename(file))) && /\.runMigrations\s*\(/.test(code);
  return migrates
    ? { deed: 'migrates', why: `runs TypeORM migrations (${posix.basename(path)})` }
    : undefined;
}

/** Where a script may be written: as named, without its extension, or as the source of what was built. */
function placesOf(folder: string, path: string): string[] {
  const place = joinPath(folder, path);
  const source = /(?:^|\/)(?:dist|build|out)\//.test(path)
    ? ['src/', ''].map((by) =>
        joinPath(folder, path.replace(/(?:dist|build|out)\//, by)).replace(/\.js$/, ''),
      )
    : [];
  return [
    place,
    ...[place, ...source].flatMap((base) => ['.ts', '.js', '.sh'].map((extension) => base + extension)),
  ];
}
