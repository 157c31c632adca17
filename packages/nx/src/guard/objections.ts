import { REFUSING_EXECUTOR } from '../commands/command-lines';
import type { LineFinding } from '../commands/finding';
import { createJudge } from '../commands/judge';
import type { CommandSource } from '../commands/sources';
import type { Files } from '../workspace/walk';
import { closureOf } from './closure';
import type { Reached } from './closure';
import type { Graph } from './graph';
import { sourcesOfGraph } from './graph-sources';
import { THE_COMMAND_LINE, requestedTargets } from './requested';

/** Why a run may not start. */
export interface Objection {
  /** What was asked for or reached, e.g. `app:database:reset`. */
  readonly target: string;
  readonly why: string;
  readonly next: string;
}

const OWN_EXECUTOR = '@safe-migrate/nx:';
const MIGRATE = 'npx nx run <project>:safe-migrate   applies pending migrations the safe way';

/** What speaks against `nx <words>`: nothing, or one objection for each target that it may not reach. */
export function objectionsTo(graph: Graph, files: Files, words: readonly string[]): readonly Objection[] {
  const sources = sourcesOfGraph(graph, files);
  const judge = createJudge(files, sources);
  const objections = new Map<string, Objection>();
  const object = (objection: Objection): void => {
    if (!objections.has(objection.target)) objections.set(objection.target, objection);
  };

  const seenWith = new Map<string | undefined, Set<CommandSource>>();
  for (const { line, call, targets } of requestedTargets(sources, words)) {
    for (const asked of targets) {
      const seen = seenWith.get(asked.configuration) ?? new Set<CommandSource>();
      seenWith.set(asked.configuration, seen);
      for (const reached of closureOf(graph, sources, asked, seen)) {
        const mistyped = unknownConfiguration(reached);
        if (mistyped) object(mistyped);
        // What the command line passes on, where it is handed down: to the target itself, the line as a whole is judged below.
        const given = reached.takesArgs && reached.via.length > 0 ? call.args : '';
        const finding = judge.judge(reached.source, reached.configuration, false, given);
        if (finding && mayNotRun(finding)) object(forbidden(reached, finding));
      }
    }
    // What is passed on counts as well: `nx typeorm -- migration:run`.
    const passed = call.args === '' ? [] : judge.judgeLine(THE_COMMAND_LINE, line, '..');
    const finding = passed.find(mayNotRun);
    if (finding) object({ target: line, why: `it ${finding.why}`, next: MIGRATE });
  }
  return [...objections.values()];
}

function mayNotRun({ deed }: LineFinding): boolean {
  return deed === 'destroys' || deed === 'refuses' || deed === 'reverts' || deed === 'migrates';
}

/** Nx ignores a configuration that it does not know: a mistyped `plan` would be a run. */
function unknownConfiguration({ source, configuration, via }: Reached): Objection | undefined {
  const target = source.target;
  const isOurs = target?.executor?.startsWith(OWN_EXECUTOR) === true && target.executor !== REFUSING_EXECUTOR;
  const configurations = Object.keys(target?.configurations ?? {});
  if (!isOurs || via.length > 0 || configuration === undefined || configurations.includes(configuration))
    return undefined;
  const known = configurations.length === 0 ? 'it has none' : `it has: ${configurations.join(', ')}`;
  return {
    target: `${idOf(source)}:${configuration}`,
    why: `it has no configuration "${configuration}" (${known}), and Nx would run it without one`,
    next: `npx nx run ${[idOf(source), configurations[0]].filter(Boolean).join(':')}`,
  };
}

function forbidden({ source, configuration, via }: Reached, finding: LineFinding): Objection {
  const instead = (source.target?.options as { readonly instead?: unknown } | undefined)?.instead;
  const path = via.length === 0 ? '' : `${via.join(' -> ')} -> `;
  return {
    target: `${path}${idOf(source)}${configuration === undefined ? '' : `:${configuration}`}`,
    why:
      finding.deed === 'refuses'
        ? 'it destroys or changes the database past the pipeline'
        : `it ${finding.why}`,
    next: typeof instead === 'string' ? instead : MIGRATE,
  };
}

function idOf({ project, name }: CommandSource): string {
  return `${project ?? ''}:${name}`;
}
