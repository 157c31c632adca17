import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Files } from '../workspace/walk';
import { isPlain, takeOption } from './call';
import type { Program } from './program';

/** Programs that run recipes, and the files they have them in. A justfile is written as a Makefile, but for the indent. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  make: ['GNUmakefile', 'makefile', 'Makefile'],
  gmake: ['GNUmakefile', 'makefile', 'Makefile'],
  just: ['justfile', 'Justfile', '.justfile'],
};

/** The recipe lines that a call of `make` or `just` runs: of the targets it names (else of the first) and of everything they need. */
export function makeLines(files: Files, program: Program, folders: readonly string[]): readonly string[] {
  const known = NAMES[program.name];
  if (known === undefined) return [];
  const words = program.args.map(({ text }) => text);
  const inFolder = takeOption(words, ['-C', '--directory', '-d', '--working-directory']);
  const inFile = takeOption(inFolder.rest, ['-f', '--file', '--makefile', '--justfile']);
  const names = inFile.values.length > 0 ? inFile.values : known;
  const path = folders
    .flatMap((folder) => names.map((name) => joinPath(folder, inFolder.values.at(-1) ?? '.', name)))
    .find((place) => files.isFile(place));
  if (path === undefined) return [];
  const rules = rulesIn(readText(files, path));
  const asked = inFile.rest.filter((word) => isPlain(word) && !word.includes('='));
  const first = [...rules.keys()].find((name) => !name.startsWith('.'));
  const pending = asked.length > 0 ? [...asked] : first === undefined ? [] : [first];
  const seen = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    pending.push(...(rules.get(name)?.needs ?? []));
  }
  return [...seen].flatMap((name) => rules.get(name)?.lines ?? []);
}

interface Rule {
  readonly needs: string[];
  readonly lines: string[];
}

function rulesIn(text: string): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  let current: Rule[] = [];
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    if (/^[ \t]+\S/.test(line))
      for (const rule of current) rule.lines.push(line.trim().replace(/^[@+-]+/, ''));
    // A recipe of just may have parameters with defaults between its name and the colon.
    const head =
      /^([^\s#:=][^#:=]*):(?![:=])([^=#]*)/.exec(line) ?? /^(@?[\w-]+)\s+[^:]*=[^:]*:(?!=)([^#]*)/.exec(line);
    if (head === null) continue;
    current = (head[1] ?? '')
      .trim()
      .split(/\s+/)
      .map((word) => {
        const name = word.replace(/^@/, '');
        const rule = rules.get(name) ?? { needs: [], lines: [] };
        rules.set(name, rule);
        rule.needs.push(...(head[2] ?? '').split(/[\s|]+/).filter((need) => need !== ''));
        return rule;
      });
  }
  return rules;
}
