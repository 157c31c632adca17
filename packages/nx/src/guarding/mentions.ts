import type { Tree } from '@nx/devkit';
import type { Judge } from '../commands/judge';
import type { Deed } from '../commands/finding';
import { gravest } from '../commands/finding';
import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import { filesBelow, readText } from '../workspace/walk';

/** Longest file that is looked through, in UTF-16 units. */
const LONGEST = 1_000_000;
/** Hidden folders that say what CI and git hooks run. */
const HIDDEN = ['.github', '.gitlab', '.circleci', '.husky', '.buildkite', '.devcontainer'];

/** Commands are in the code of a text; elsewhere a line may be one. */
const isProse = (path: string): boolean => /\.(md|mdx|markdown|adoc|rst|txt)$/i.test(path);
const isScript = (path: string): boolean =>
  /(^|\/)(dockerfile[^/]*|[^/]*\.dockerfile|makefile|procfile|justfile|jenkinsfile)$|\.(sh|bash|zsh|ya?ml|toml|mk)$|(^|\/)\.husky\/|(^|\/)railway\.json$/i.test(
    path,
  );

const told: ReadonlySet<Deed> = new Set(['destroys', 'refuses', 'reverts', 'migrates']);

/**
 * Where texts, CI files, Dockerfiles and shell scripts tell somebody to run what is guarded now, one `file:line: command (why)` each.
 * Nothing in them is changed: what a person or a pipeline should do instead is for people to say.
 */
export function mentionsOf(tree: Tree, judge: Judge): readonly string[] {
  // Read as a script of the workspace's own would be.
  const reader: CommandSource = {
    ...{ kind: 'script', name: '', project: undefined, root: '.', file: '', path: [] },
    ...{ definition: '', target: undefined },
  };
  const files = ['.', ...HIDDEN.filter((folder) => tree.exists(folder))].flatMap((folder) => [
    ...filesBelow(tree, folder),
  ]);
  return [...new Set(files.map((file) => joinPath(file)))]
    .filter((file) => isProse(file) || isScript(file))
    .flatMap((file) => {
      const text = readText(tree, file);
      const lines = text.length > LONGEST ? [] : isProse(file) ? codeIn(text) : commandsIn(text);
      return lines.flatMap(({ line, command }) => {
        const finding = gravest(judge.judgeLine(reader, command, '.'));
        return finding !== undefined && told.has(finding.deed)
          ? [`${file}:${line}: ${withoutSecrets(command)} (${withoutSecrets(finding.why)})`]
          : [];
      });
    });
}

interface Mentioned {
  readonly line: number;
  readonly command: string;
}

/** What stands between backticks, and the lines of code blocks without their prompts. */
function codeIn(text: string): readonly Mentioned[] {
  let fenced = false;
  return text.split(/\r?\n/).flatMap((content, index) => {
    const line = index + 1;
    if (/^\s*(```|~~~)/.test(content)) {
      fenced = !fenced;
      return [];
    }
    if (fenced || /^(\t| {4})/.test(content)) return one(line, content.replace(/^\s*[$#>%]\s+/, ''));
    return [...content.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => one(line, code));
  });
}

/** Lines of scripts, Dockerfiles and YAML, without what makes them steps there; lines that go on are one. */
function commandsIn(text: string): readonly Mentioned[] {
  const found: Mentioned[] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let content = lines[index] ?? '';
    while (/\\\s*$/.test(content) && index + 1 < lines.length) {
      index += 1;
      content = `${content.replace(/\\\s*$/, ' ')}${(lines[index] ?? '').trim()}`;
    }
    found.push(...one(line, withoutStep(content)));
  }
  return found;
}

function withoutStep(content: string): string {
  const bare = content
    .trim()
    .replace(/^#.*$/, '')
    .replace(/^@/, '')
    .replace(/^(?:-\s+)?(?:[\w.-]+:\s*)?(?:[|>][-+]?\s*)?/, '')
    .replace(/^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK CMD)\s+/i, '')
    .replace(/^[\w.]+\s*=\s*(?=["'[])/, '');
  // CMD ["npx", "nx", ...], startCommand = "..."
  if (/^\[.*\]$/.test(bare))
    return [...bare.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word).join(' ');
  return bare.replace(/^(["'])(.*)\1,?$/, '$2');
}

/** Files that are committed should hold none, and some do. */
const withoutSecrets = (text: string): string =>
  text
    .replace(/(:\/\/[^:@\s/]*:)[^@\s]+@/g, '$1***@')
    .replace(/(\w*(?:PASSWORD|SECRET|TOKEN)\w*=)(?:"[^"]*"|'[^']*'|\S+)/gi, '$1***');

const one = (line: number, command: string): readonly Mentioned[] =>
  command.trim() === '' ? [] : [{ line, command: command.trim() }];
