import type { Tree } from '@nx/devkit';
import { GUARDED_EXECUTOR } from '../commands/command-lines';
import { createJudge } from '../commands/judge';
import type { Judge } from '../commands/judge';
import { listCommandSources } from '../commands/sources';
import type { CommandSource } from '../commands/sources';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import { listProjects } from '../workspace/typeorm-projects';
import type { TypeormProject } from '../workspace/typeorm-projects';
import { applyEdits } from './apply-change';
import { labelOf } from './change';
import type { Change, Guarded } from './change';
import { ignoreRunFolder } from './ignore';
import { stillOpen } from './open';
import { ORIGINALS_FILE, recordOriginals } from './originals';
import type { Original } from './originals';
import { isForbidden, refuseChange } from './refuse';
import { migrateChange } from './replace-migrate';
import { SAFE_TARGET, safeOptionsFor, safeTarget } from './safe-target';

/** What was done, line by line, and what is left to do. */
export interface GuardReport {
  readonly done: readonly string[];
  readonly open: readonly string[];
  readonly next: readonly string[];
  /** The files that were changed, with what they held before; null for new ones. */
  readonly before: ReadonlyMap<string, string | null>;
}

interface Work {
  readonly tree: Tree;
  readonly mayEdit: (source: CommandSource) => boolean;
  readonly done: string[];
  readonly next: string[];
  /** By the folder whose record they belong to, then by place; the first text that stood at a place counts. */
  readonly originals: Map<string, Map<string, Original>>;
  readonly before: Map<string, string | null>;
}

/** Guards every database of a workspace. Doing it again changes nothing. */
export function guardWorkspace(tree: Tree, mayEdit: (source: CommandSource) => boolean): GuardReport {
  const work: Work = { tree, mayEdit, done: [], next: [], originals: new Map(), before: new Map() };
  const projects = listProjects(tree);
  const typeorm = projects.filter(({ dataSources }) => dataSources.length > 0);
  const read = (): [readonly CommandSource[], Judge] => {
    const sources = listCommandSources(tree, projects);
    return [sources, createJudge(tree, sources)];
  };

  // What migrates is read before anything is replaced: it names the data source.
  const [sources, judge] = read();
  const guarded = typeorm.map((project) => ({
    project: project.name,
    root: project.root,
    options: { ...safeOptionsFor(tree, project, sources, judge) },
  }));
  for (const project of guarded) addSafeTarget(work, project, sources);
  for (const source of sources) {
    const instead = guardedFor(source, guarded, judge);
    apply(work, refuseChange(source, judge, instead && `npx nx run ${instead.project}:${SAFE_TARGET}`));
  }
  const [afterRefusal, judgeAgain] = read();
  for (const source of afterRefusal) {
    const project = guardedFor(source, guarded, judgeAgain);
    if (project) apply(work, migrateChange(source, judgeAgain, project));
  }
  for (const [root, originals] of work.originals) {
    remember(work, joinPath(root, ORIGINALS_FILE));
    work.done.push(`originals are on record in ${recordOriginals(tree, root, [...originals.values()])}`);
  }
  if (ignoreRunFolder(tree)) work.done.push('.gitignore: added .safe-migrate/ (run records and backups)');

  const [final, finalJudge] = read();
  return {
    done: work.done,
    open: [...left(final, finalJudge), ...stillOpen(final, finalJudge)],
    next: [...work.next, ...nextSteps(typeorm)],
    before: work.before,
  };
}

function addSafeTarget(
  work: Work,
  { project, root, options }: Guarded,
  sources: readonly CommandSource[],
): void {
  const existing = sources.find(
    (source) => source.kind === 'target' && source.project === project && source.name === SAFE_TARGET,
  );
  if (existing !== undefined) {
    const isOurs = existing.target?.executor === GUARDED_EXECUTOR;
    if (!isOurs)
      work.next.push(
        `${project} has a target ${SAFE_TARGET} of its own: add one with the executor ${GUARDED_EXECUTOR}`,
      );
    return;
  }
  const inProjectFile = work.tree.isFile(joinPath(root, 'project.json'));
  const file = joinPath(root, inProjectFile ? 'project.json' : 'package.json');
  const path = inProjectFile ? ['targets', SAFE_TARGET] : ['nx', 'targets', SAFE_TARGET];
  const target = safeTarget(options);
  const added: CommandSource = {
    kind: 'target',
    name: SAFE_TARGET,
    project,
    root,
    file,
    path,
    definition: target,
    target,
  };
  apply(work, {
    source: added,
    edits: [{ path, value: target }],
    line: `${project}: added target ${SAFE_TARGET} (configuration plan) with ${JSON.stringify(options)}`,
  });
  if (options['dataSource'] === undefined) {
    work.next.push(
      `${project} has several data sources: set options.dataSource of its target ${SAFE_TARGET}`,
    );
  }
}

function apply(work: Work, change: Change | undefined): void {
  if (change === undefined || !work.mayEdit(change.source)) return;
  const { source, edits, line } = change;
  remember(work, source.file);
  const original = applyEdits(work.tree, source.file, source.path, edits);
  const key = JSON.stringify([original.file, original.path]);
  const recorded = work.originals.get(source.root) ?? new Map<string, Original>();
  if (!recorded.has(key)) recorded.set(key, original);
  work.originals.set(source.root, recorded);
  work.done.push(...line.split('\n'));
}

function remember({ tree, before }: Work, path: string): void {
  if (!before.has(path)) before.set(path, tree.isFile(path) ? readText(tree, path) : null);
}

/** The project whose database a command means: its own, the one it leads to, or the only one there is. */
function guardedFor(source: CommandSource, guarded: readonly Guarded[], judge: Judge): Guarded | undefined {
  const through = judge.judge(source)?.through?.project;
  const named = [source.project, through]
    .map((name) => guarded.find(({ project }) => project === name))
    .find(Boolean);
  return named ?? (guarded.length === 1 ? guarded[0] : undefined);
}

/** What still destroys or migrates: it may not be edited, or no project is known for it. */
function left(sources: readonly CommandSource[], judge: Judge): string[] {
  return sources.flatMap((source) => {
    const finding = judge.judge(source);
    const isLeft =
      finding && finding.through === undefined && (isForbidden(finding) || finding.deed === 'migrates');
    return isLeft ? [`${labelOf(source)}: it ${finding.why}`] : [];
  });
}

function nextSteps(typeorm: readonly TypeormProject[]): string[] {
  const [first] = typeorm;
  if (first === undefined) {
    return [
      'no project has a TypeORM data source (looked for *data-source* and *datasource* files that create a DataSource)',
      'when there is one: npx nx g @safe-migrate/nx:init',
    ];
  }
  return [`npx nx run ${first.name}:${SAFE_TARGET}:plan   shows what would happen and changes nothing`];
}
