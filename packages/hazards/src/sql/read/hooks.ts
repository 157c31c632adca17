import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node, RuleStmt } from 'libpg-query';
import type { Action, PolicyParts, RowEvent } from '../actions';
import { nameOf, rangeName, textsOf } from '../nodes';
import { functionsIn } from './calls';
import { columnsIn } from './column-refs';
import { writtenIn } from './rows';
import { sourcesOf } from './sources';

// Bits of pg_trigger.tgtype (pg_trigger.h).
const triggerEvents: readonly (readonly [number, RowEvent])[] = [
  [1 << 2, 'insert'],
  [1 << 3, 'delete'],
  [1 << 4, 'update'],
  [1 << 5, 'truncate'],
];
const BEFORE = 1 << 1;
const INSTEAD = 1 << 6;

/** The functions that run with it, and what it is compiled for: the columns of UPDATE OF and of WHEN. */
export function readCreateTrigger(node: CreateTrigStmt): Action {
  const { trigname = '', relation, replace, columns, row, whenClause, funcname, events = 0 } = node;
  const updateOf = textsOf(columns);
  return {
    kind: 'create-object',
    object: 'trigger',
    name: { name: trigname },
    onTable: rangeName(relation),
    replace: replace === true,
    ifNotExists: false,
    columns: [...new Set([...updateOf, ...columnsIn(whenClause)])],
    forEachRow: row === true,
    ...((node.transitionRels ?? []).length > 0 ? { transition: true } : {}),
    functions: [nameOf(funcname), ...functionsIn(whenClause)],
    ...(node.constrrel === undefined ? {} : { reads: [{ table: rangeName(node.constrrel), columns: [] }] }),
    fires: {
      events: triggerEvents.flatMap(([bit, event]) => ((events & bit) === 0 ? [] : [event])),
      updateOf,
      instead: ((node.timing ?? 0) & INSTEAD) !== 0,
      before: ((node.timing ?? 0) & BEFORE) !== 0,
      ...(node.isconstraint === true && whenClause === undefined
        ? { timing: { deferrable: node.deferrable === true, initially: node.initdeferred === true } }
        : {}),
      does: [],
    },
  };
}

const policyParts = (expressions: readonly (Node | undefined)[]): PolicyParts => ({
  columns: columnsIn(expressions),
  functions: functionsIn(expressions),
  reads: sourcesOf(expressions),
});

/** What ALTER POLICY gives a policy in the place of what it had. */
export const policyChange = ({ qual, with_check }: AlterPolicyStmt) =>
  qual === undefined && with_check === undefined
    ? {}
    : {
        change: {
          ...policyParts([qual, with_check]),
          expressions: [qual, with_check].flatMap((each) => each ?? []),
          using: qual !== undefined,
          check: with_check !== undefined,
        },
      };

export function readCreatePolicy(node: CreatePolicyStmt): Action {
  return {
    kind: 'create-object',
    object: 'policy',
    name: { name: node.policy_name ?? '' },
    onTable: rangeName(node.table),
    replace: false,
    ifNotExists: false,
    checks: node.with_check !== undefined,
    filters: node.qual !== undefined,
    ...policyParts([node.qual, node.with_check]),
    expressions: [node.qual, node.with_check].flatMap((each) => each ?? []),
  };
}

const ruleEvents: Readonly<Record<string, RowEvent>> = {
  CMD_INSERT: 'insert',
  CMD_UPDATE: 'update',
  CMD_DELETE: 'delete',
};

/** @param read reads one statement of the rule */
export function readCreateRule(node: RuleStmt, read: (node: Node) => readonly Action[]): Action {
  const { rulename = '', relation, replace, event, instead, actions = [], whereClause } = node;
  const fired = ruleEvents[event ?? ''];
  return {
    kind: 'create-object',
    object: 'rule',
    name: { name: rulename },
    onTable: rangeName(relation),
    replace: replace === true,
    ifNotExists: false,
    functions: functionsIn([actions, whereClause]),
    // OLD and NEW stand for the row that the rule is about.
    reads: [
      ...sourcesOf([actions, whereClause]).filter(({ table }) => !['old', 'new'].includes(table.name)),
      ...writtenIn(actions),
    ],
    ...(fired === undefined
      ? {}
      : {
          fires: {
            events: [fired],
            updateOf: [],
            instead: instead === true && whereClause === undefined,
            ...(instead === true && whereClause !== undefined ? { insteadWhere: true } : {}),
            does: actions.flatMap((each) => read(each)),
          },
        }),
  };
}
