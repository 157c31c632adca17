import type { Catalog } from '../catalog/catalog';
import type { Outcome } from '../effects/outcome';
import { outcomeOf, syntaxError } from '../effects/outcome';
import { Session } from '../effects/session';
import { Standing } from '../effects/standing';
import type { Step } from '../rules/rule';
import type { Action } from '../sql/actions';
import type { ReviewFilesInput } from './contract';
import type { CourseOf, JudgedFile, Kept } from './judge-files';
import { LocalSearchPath } from './search-path';

/**
 * What the server would make of the files of one recording: a statement that fails changes nothing, and the rest of its transaction is
 * refused (SQLSTATE 25P02) and taken back. The statements were judged before, and are neither read again nor shown to the rules.
 *
 * @param catalog is left as the server would leave the database
 */
export function serverCourse(
  recording: readonly Pick<JudgedFile, 'kept' | 'steps'>[],
  catalog: Catalog,
  { serverMajor, transaction }: Pick<ReviewFilesInput, 'serverMajor' | 'transaction'>,
  searchPath: readonly string[],
): readonly (readonly CourseOf[])[] {
  const session = new Session(catalog, { serverMajor });
  const control = (verb: 'BEGIN' | 'COMMIT'): void => {
    if (transaction !== 'none') session.run([{ kind: 'transaction', verb }], false);
  };
  const place = {
    ...{ session, catalog },
    ...{ standing: new Standing(), localPath: new LocalSearchPath(searchPath) },
  };
  control('BEGIN');
  const course = recording.map(({ kept, steps }) =>
    kept.map((each) => ({ outcome: outcomeIn(place, each, steps.slice(each.first, each.end)) })),
  );
  control('COMMIT');
  return course;
}

interface Place {
  readonly session: Session;
  readonly catalog: Catalog;
  readonly standing: Standing;
  readonly localPath: LocalSearchPath;
}

function outcomeIn(
  { session, catalog, standing, localPath }: Place,
  { part: { problem }, several, context: { inTransaction } }: Kept,
  steps: readonly Step[],
): Outcome {
  standing.begin();
  if (problem !== null) {
    if (problem.syntax) session.fail();
    return syntaxError(problem.message);
  }
  const effects = actionsOf(steps).flatMap((actions) =>
    session.run(actions, inTransaction || several, {
      before: (action, effect, conditions) => {
        localPath.see({ action, catalog, conditions });
        standing.note(effect, catalog);
      },
      after: (action) => standing.applied(action, catalog),
    }),
  );
  if (!inTransaction) session.endImplicit();
  return outcomeOf(effects, standing.names);
}

/** The actions of each statement, in the order in which they were read: they were judged in the order in which they act. */
function actionsOf(steps: readonly Step[]): readonly (readonly Action[])[] {
  const statements = new Map<number, Step[]>();
  for (const step of steps) {
    const found = statements.get(step.text.start);
    if (found === undefined) statements.set(step.text.start, [step]);
    else found.push(step);
  }
  return [...statements.values()].map((each) =>
    each.toSorted((a, b) => a.text.at - b.text.at).map(({ action }) => action),
  );
}
