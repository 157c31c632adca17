import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Files } from '../workspace/walk';
import { isPlain, takeOption } from './call';
import type { Program } from './program';

const NAMES = ['GNUmakefile', 'makefile', 'Makefile'];

/** The recipe lines that a call of `make` runs: of the targets it names (else of the first) and of everything they need. */
export function makeLines(files: Files, program: Program, folders: readonly string[]): readonly string[] {
  if (program.name !== 'make' && program.name !== 'gmake') return [];
  const words = program.args.map(({ text }) => text);
  const inFolder = takeOption(words, ['-C', '--directory']);
  const inFile = takeOption(inFolder.rest, ['-f', '--file', '--makefile']);
  const names = inFile.values.length > 0 ? inFile.values : NAMES;
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
    if (line.startsWith('\t'))
      for (const rule of current) rule.lines.push(line.trim().replace(/^[@+-]+/, ''));
    const head = /^([^\s#:=][^#:=]*):(?![:=])([^=#]*)/.exec(line);
    if (head === null) continue;
    current = (head[1] ?? '')
      .trim()
      .split(/\s+/)
      .map((name) => {
        const rule = rules.get(name) ?? { needs: [], lines: [] };
        rules.set(name, rule);
        rule.needs.push(...(head[2] ?? '').split(/[\s|]+/).filter((need) => need !== ''));
        return rule;
      });
  }
  return rules;
}
