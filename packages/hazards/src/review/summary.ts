import { isNew, qualified } from '../catalog/model';
import type { Finding } from '../contract';
import { describeWork } from '../effects/cost';
import type { Effect, LockMode } from '../effects/effect';
import { lockModes } from '../effects/effect';
import type { Step } from '../rules/rule';
import type { Action } from '../sql/actions';
import { showName } from '../sql/names';

/** One line about a statement: what it does, the strongest lock on a table that stood before, and the work with its estimate. */
export function summarize(steps: readonly Step[], findings: readonly Finding[]): string {
  if (steps.length === 0) return findings[0]?.message ?? 'does nothing';
  const does = [...new Set(steps.map(({ action }) => describe(action)))]
    .filter((text) => text !== '')
    .join(', ');
  const strongest = strongestLock(steps.map(({ effect }) => effect));
  const work = describeWork(steps.flatMap(({ effect }) => effect.work));
  return [does, strongest, work].filter((text) => text !== '').join('; ');
}

function strongestLock(effects: readonly Effect[]): string {
  let strongest: { mode: LockMode; on: string } | undefined;
  for (const { relation, mode } of effects.flatMap(({ locks }) => locks)) {
    if (isNew(relation)) continue;
    if (strongest === undefined || lockModes.indexOf(mode) > lockModes.indexOf(strongest.mode))
      strongest = { mode, on: qualified(relation) };
  }
  return strongest === undefined ? '' : `${strongest.mode} on ${strongest.on}`;
}

/** What an action does, in a few words. */
function describe(action: Action): string {
  switch (action.kind) {
    case 'add-column':
      return `adds column "${action.column.name}" to ${showName(action.table)}`;
    case 'drop-column':
      return `drops column "${action.column}" of ${showName(action.table)}`;
    case 'add-constraint':
      return `adds a ${action.constraint.kind} constraint to ${showName(action.table)}`;
    case 'create-table':
      return `creates table ${showName(action.table)}`;
    case 'create-index':
      return `creates an index on ${showName(action.table)}${action.concurrently ? ' concurrently' : ''}`;
    case 'create-view':
      return `creates view ${showName(action.view)}`;
    case 'create-type':
    case 'create-domain':
      return `creates type ${showName(action.type)}`;
    case 'add-enum-value':
      return `adds value '${action.value}' to enum ${showName(action.type)}`;
    case 'create-object':
      return `creates ${action.object} ${showName(action.name)}`;
    case 'drop':
      return `drops ${action.object} ${showName(action.name)}`;
    case 'rename':
      return `renames ${action.object} ${action.part === undefined ? showName(action.name) : `"${action.part}"`} to "${action.to}"`;
    case 'insert':
      return `inserts rows into ${showName(action.table)}`;
    case 'update':
      return `updates ${action.columns.map((column) => `"${column}"`).join(', ')} of ${showName(action.table)}`;
    case 'delete':
      return `deletes rows of ${showName(action.table)}`;
    case 'discard':
      return `discards ${action.what}`;
    case 'setting':
      return `sets ${action.name}`;
    case 'unknown':
    case 'unknown-alter':
    case 'opaque-code':
    case 'outside-transaction':
      return action.what;
    case 'calls':
    case 'draw':
    case 'read-tables':
      return '';
    case 'query':
      return 'reads';
    default: {
      const words = action.kind.replaceAll('-', ' ');
      return 'table' in action && action.table !== undefined
        ? `${words} on ${showName(action.table)}`
        : words;
    }
  }
}
