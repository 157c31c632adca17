import type { Tree } from '@nx/devkit';
import { createJudge } from '../commands/judge';
import type { Judge } from '../commands/judge';
import { listCommandSources } from '../commands/sources';
import type { CommandSource } from '../commands/sources';
import { listProjects } from '../workspace/typeorm-projects';
import { addSafeTarget } from './add-safe-target';
import type { Guarded } from './change';
import { ignoreRunFolder } from './ignore';
import { addDatabaseTargets } from './database-targets';
import { mentionsOf } from './mentions';
import { migrateChange } from './migrate-change';
import { withNamedDataSources } from './named-data-sources';
import { nextSteps } from './next-steps';
import { stillOpen } from './open';
import { refuseChange } from './refuse';
import { registerGuard } from './register-guard';
import { addRehearseTarget } from './rehearse-target';
import { addReviewTarget } from './review-target';
import { addRollbackTarget } from './rollback-target';
import { SAFE_TARGET, safeOptionsFor } from './safe-target';
import { Work } from './work';

/** What was done, line by line, and what is left to do. */
export interface GuardReport {
  readonly done: readonly string[];
  readonly open: readonly string[];
  readonly next: readonly string[];
  /** Where texts and CI files tell somebody to run what is guarded now. Asked for by those who tell it: every text is read. */
  readonly mentions: () => readonly string[];
  /** The files that were changed, with what they held before; null for new ones. */
  readonly before: ReadonlyMap<string, string | null>;
}

/**
 * Guards every database of a workspace. Doing it again changes nothing.
 *
 * @param keep options that the sync generator shall follow as well, where they are not the default
 * @param inferred targets that no file holds; what replaces one is written into the project's own file
 */
export function guardWorkspace(
  tree: Tree,
  mayEdit: (source: CommandSource) => boolean,
  keep: Readonly<Record<string, boolean>> = {},
  inferred: readonly CommandSource[] = [],
): GuardReport {
  const work = new Work(tree, mayEdit);
  const projects = listProjects(tree);
  const read = (): [readonly CommandSource[], Judge] => {
    const listed = listCommandSources(tree, projects);
    const isWritten = (one: CommandSource): boolean =>
      listed.some(({ project, name }) => project === one.project && name === one.name);
    const sources = [...listed, ...inferred.filter((one) => !isWritten(one))];
    return [sources, createJudge(tree, sources)];
  };

  // What migrates is read before anything is replaced: it names the data source.
  const [sources, judge] = read();
  const typeorm = projects
    .map((project) => withNamedDataSources(tree, project, sources, judge))
    .filter(({ dataSources }) => dataSources.length > 0);
  const guarded = typeorm.map((project): Guarded => ({
    project: project.name,
    root: project.root,
    options: { ...safeOptionsFor(tree, project, sources, judge) },
  }));
  for (const [index, project] of guarded.entries()) {
    addSafeTarget(work, project, sources);
    addRollbackTarget(work, project, sources);
    const place = typeorm[index];
    if (place) addReviewTarget(work, project, place, sources);
    addRehearseTarget(work, project, sources);
    addDatabaseTargets(work, project, sources);
  }
  for (const source of sources) {
    const project = guardedFor(source, guarded, judge);
    work.apply(refuseChange(source, judge, project && `npx nx run ${project.project}:${SAFE_TARGET}`));
  }
  const [remaining, judgeAgain] = read();
  for (const source of remaining) {
    const project = guardedFor(source, guarded, judgeAgain);
    if (project) work.apply(migrateChange(source, judgeAgain, project));
  }
  if (typeorm.length > 0 || work.done.length > 0) {
    registerGuard(work, keep);
    ignoreRunFolder(work);
  }
  work.record();

  const [final, finalJudge] = read();
  return {
    done: work.done,
    open: stillOpen(final, finalJudge),
    mentions: () => (typeorm.length > 0 || work.done.length > 0 ? mentionsOf(tree, finalJudge) : []),
    next: [...work.next, ...nextSteps(tree, typeorm, final)],
    before: work.before,
  };
}

/** The project whose database a command means: its own, the one it leads to, or the only one there is. */
function guardedFor(source: CommandSource, guarded: readonly Guarded[], judge: Judge): Guarded | undefined {
  const through = judge.judge(source)?.through?.project;
  const named = [source.project, through].map((name) => guarded.find(({ project }) => project === name));
  return named.find(Boolean) ?? (guarded.length === 1 ? guarded[0] : undefined);
}
