import type { A_Const, FuncCall, Node, SelectStmt } from 'libpg-query';
import type { Action, ColumnName } from '../actions';
import { nameOf, textOf, walk } from '../nodes';
import { showName } from '../names';
import type { Name } from '../names';

/** The functions that a statement or an expression calls, each once. Operators and casts are not looked into. */
export function functionsIn(root: unknown): readonly Name[] {
  const found = new Map<string, Name>();
  for (const { kind, value } of walk(root)) {
    if (kind !== 'FuncCall') continue;
    const name = nameOf((value as FuncCall).funcname);
    found.set(showName(name), name);
  }
  return [...found.values()];
}

/** The string constants in a statement. */
export function literalsIn(root: unknown): readonly string[] {
  return [...walk(root)].flatMap(({ kind, value }) => {
    const text = kind === 'A_Const' ? (value as A_Const).sval?.sval : undefined;
    return text === undefined ? [] : [text];
  });
}

/**
 * The actions behind the function calls of a statement that runs expressions: `set_config` with constants is a setting, `setval`
 * moves a sequence, the rest is listed for the rules to judge.
 */
export function readCalls(root: unknown): readonly Action[] {
  const special: Action[] = [];
  const sure = alwaysCalled(root);
  for (const { kind, value } of walk(root)) {
    if (kind !== 'FuncCall') continue;
    const call = value as FuncCall;
    const { name } = nameOf(call.funcname);
    const runs = sure.has(call) ? { runs: true } : {};
    if (name === 'nextval') special.push({ kind: 'draw', ...sequenceOf(call), ...runs });
    if (name === 'set_config') special.push(readSetConfig(call));
    if (name === 'setval')
      special.push({
        kind: 'alter-sequence',
        ...sequenceOf(call),
        restarts: true,
        ownedOnly: false,
        changesOwner: false,
        ifExists: false,
        byFunction: true,
        ...runs,
      });
  }
  const functions = functionsIn(root).filter(
    ({ name }) => !['set_config', 'setval', 'nextval'].includes(name),
  );
  return functions.length === 0 ? special : [...special, { kind: 'calls', functions }];
}

/** What `SELECT f('x', 1)` calls, whatever rows there are: nothing is read, and no argument can be NULL. */
function alwaysCalled(root: unknown): ReadonlySet<FuncCall> {
  const select = (root as { readonly SelectStmt?: SelectStmt }).SelectStmt;
  const parts = Object.keys(select ?? {}).filter((key) => key !== 'limitOption' && key !== 'op');
  if (select === undefined || parts.some((key) => key !== 'targetList')) return new Set();
  const calls = (select.targetList ?? []).flatMap((each) => {
    const value = 'ResTarget' in each ? each.ResTarget.val : undefined;
    return value !== undefined && 'FuncCall' in value ? [value.FuncCall] : [];
  });
  return new Set(calls.filter(({ args = [] }) => args.every((arg) => isConstant(arg) && !hasNull(arg))));
}

const hasNull = (node: Node): boolean =>
  walk(node).some(({ kind, value }) => kind === 'A_Const' && (value as A_Const).isnull === true);

const isConstant = (node: Node | undefined): boolean =>
  node !== undefined && ('A_Const' in node || 'TypeCast' in node);

function readSetConfig(call: FuncCall): Action {
  const [name, value, local] = call.args ?? [];
  if (!isConstant(name) || !isConstant(value))
    return { kind: 'opaque-code', what: 'set_config() with a computed name or value' };
  const text = textOf(value);
  const values = text.split(',').map((each) => each.trim().replace(/^"(.*)"$/, '$1'));
  return {
    kind: 'setting',
    name: textOf(name).toLowerCase(),
    value: text,
    values,
    local: textOf(local).startsWith('t'),
  };
}

/** The sequences that an expression draws from by nextval() with a constant name. */
export function sequencesIn(root: unknown): readonly Name[] {
  return [...walk(root)].flatMap(({ kind, value }) => {
    const call = value as FuncCall;
    return kind === 'FuncCall' && nameOf(call.funcname).name === 'nextval' ? [sequenceArgument(call)] : [];
  });
}

/** The sequence that a call names, or the column by which pg_get_serial_sequence() finds it. */
function sequenceOf(call: FuncCall): { readonly sequence: Name; readonly ofColumn?: ColumnName } {
  const asked = [...walk(call.args?.[0])].find(
    ({ kind, value }) =>
      kind === 'FuncCall' && nameOf((value as FuncCall).funcname).name === 'pg_get_serial_sequence',
  )?.value as FuncCall | undefined;
  if (asked === undefined) return { sequence: sequenceArgument(call) };
  const table = sequenceArgument(asked);
  return { sequence: { name: '' }, ofColumn: { table, column: textOf(asked.args?.[1]) } };
}

function sequenceArgument(call: FuncCall): Name {
  const text = textOf(call.args?.[0]);
  const parts = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^."]+))\s*/g)].map(([, quoted, plain = '']) =>
    quoted === undefined ? plain.trim().toLowerCase() : quoted.replaceAll('""', '"'),
  );
  const schema = parts.at(-2);
  return schema === undefined ? { name: parts.at(-1) ?? '' } : { schema, name: parts.at(-1) ?? '' };
}
