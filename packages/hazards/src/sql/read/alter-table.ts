import type { AlterTableCmd, AlterTableStmt, Node } from 'libpg-query';
import type { Action, OnTable, TableAction } from '../actions';
import { defElems, nameOf, rangeName, textOf } from '../nodes';
import { typeOf } from '../types';
import { objectKind } from './drop';
import { identitySequence, readColumn, readConstraint, realDefault } from './columns';
import { readBound } from './partition-bound';

const weak = 'ShareUpdateExclusiveLock';
const strong = 'AccessExclusiveLock';

/** Subcommands that change only the catalog, with their lock (AlterTableGetLockLevel in tablecmds.c). */
const harmless: Readonly<Record<string, readonly [what: string, lock: typeof weak | typeof strong]>> = {
  AT_SetStatistics: ['SET STATISTICS', weak],
  AT_SetOptions: ['SET (attribute option)', weak],
  AT_ResetOptions: ['RESET (attribute option)', weak],
  AT_SetStorage: ['SET STORAGE', strong],
  AT_SetCompression: ['SET COMPRESSION', strong],
  AT_ClusterOn: ['CLUSTER ON', weak],
  AT_DropCluster: ['SET WITHOUT CLUSTER', weak],
  AT_DropOids: ['SET WITHOUT OIDS', strong],
  AT_DetachPartitionFinalize: ['DETACH PARTITION FINALIZE', weak],
};

/** Reads ALTER TABLE (and ALTER INDEX, VIEW, SEQUENCE in their ALTER TABLE form) into one action per subcommand. */
export function readAlterTable(node: AlterTableStmt): readonly Action[] {
  const table = rangeName(node.relation);
  const commands = (node.cmds ?? []).flatMap((each) => ('AlterTableCmd' in each ? [each.AlterTableCmd] : []));
  if (node.objtype === 'OBJECT_TYPE') return commands.map((command) => readAttribute(command, node));
  if (node.objtype === 'OBJECT_INDEX') return commands.map((command) => readAlterIndex(command, table));
  const on: OnTable = { table, ifExists: node.missing_ok === true, only: node.relation?.inh !== true };
  const of = objectKind(node.objtype);
  const plain = commands.map((command) => readCommand(command, on));
  return of === 'table' ? plain : plain.map((action) => ({ ...action, calledA: of }));
}

const attributeChanges: Readonly<Record<string, 'add' | 'drop' | 'type'>> = {
  AT_AddColumn: 'add',
  AT_DropColumn: 'drop',
  AT_AlterColumnType: 'type',
};

function readAttribute(command: AlterTableCmd, node: AlterTableStmt): Action {
  const change = attributeChanges[command.subtype ?? ''];
  if (change === undefined) return { kind: 'unknown', what: `ALTER TYPE ... ${command.subtype ?? ''}` };
  const definition = columnDef(command.def);
  const attribute = command.name ?? definition.colname ?? '';
  return {
    kind: 'alter-attribute',
    type: rangeName(node.relation),
    change,
    cascade: command.behavior === 'DROP_CASCADE',
    attribute,
    missingOk: command.missing_ok === true,
    ...(change === 'drop' ? {} : { spec: { ...readColumn(definition), name: attribute } }),
  };
}

function readAlterIndex(command: AlterTableCmd, index: OnTable['table']): Action {
  if (command.subtype === 'AT_AttachPartition')
    return { kind: 'alter-index', index, attached: rangeName(partition(command.def).name) };
  const quiet = ['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_SetStatistics'];
  if (quiet.includes(command.subtype ?? '')) return { kind: 'alter-index', index };
  if (command.subtype === 'AT_ChangeOwner') return { kind: 'change-owner', object: 'index', name: index };
  return { kind: 'unknown', what: `ALTER INDEX ... ${command.subtype ?? ''}` };
}

const columnDef = (node: Node | undefined) => (node && 'ColumnDef' in node ? node.ColumnDef : {});
const partition = (node: Node | undefined) => (node && 'PartitionCmd' in node ? node.PartitionCmd : {});

const ownerIn = ({ newowner }: AlterTableCmd): { readonly to?: string } =>
  newowner?.roletype === 'ROLESPEC_CSTRING' && newowner.rolename !== undefined
    ? { to: newowner.rolename }
    : {};

function readCommand(command: AlterTableCmd, on: OnTable): TableAction {
  // Written out below: an object that begins with a spread has a shape that V8 shares with no other.
  const { table, ifExists, only } = on;
  const column = command.name ?? '';
  const subtype = command.subtype ?? '';
  const known = harmless[subtype];
  if (known !== undefined) {
    const about =
      subtype === 'AT_ClusterOn'
        ? { index: column }
        : subtype === 'AT_DetachPartitionFinalize'
          ? { partition: rangeName(partition(command.def).name) }
          : column === ''
            ? {}
            : { column, value: textOf(command.def) };
    return { table, ifExists, only, kind: 'harmless-alter', what: known[0], lock: known[1], ...about };
  }

  switch (command.subtype) {
    case 'AT_AddColumn':
      return {
        table,
        ifExists,
        only,
        kind: 'add-column',
        column: readColumn(columnDef(command.def)),
        ifNotExists: command.missing_ok === true,
      };
    case 'AT_DropColumn':
      return {
        table,
        ifExists,
        only,
        kind: 'drop-column',
        column,
        cascade: command.behavior === 'DROP_CASCADE',
        missingOk: command.missing_ok === true,
      };
    case 'AT_ColumnDefault':
      return { table, ifExists, only, kind: 'set-default', column, expression: realDefault(command.def) };
    case 'AT_SetNotNull':
      return { table, ifExists, only, kind: 'set-not-null', column };
    case 'AT_DropNotNull':
      return { table, ifExists, only, kind: 'drop-not-null', column };
    case 'AT_AlterColumnType': {
      const def = columnDef(command.def);
      const using = def.raw_default === undefined ? {} : { using: def.raw_default };
      return {
        table,
        ifExists,
        only,
        kind: 'set-type',
        column,
        type: typeOf(def.typeName),
        ...using,
        collate: def.collClause !== undefined,
        ...(def.collClause === undefined ? {} : { collation: nameOf(def.collClause.collname) }),
      };
    }
    case 'AT_SetExpression':
      return {
        ...{ table, ifExists, only, kind: 'set-expression', column },
        ...(command.def === undefined ? {} : { expression: command.def }),
      };
    case 'AT_DropExpression':
      return {
        table,
        ifExists,
        only,
        kind: 'drop-expression',
        column,
        missingOk: command.missing_ok === true,
      };
    case 'AT_AddIdentity': {
      const def = command.def && 'Constraint' in command.def ? command.def.Constraint : {};
      return {
        table,
        ifExists,
        only,
        kind: 'identity',
        change: 'add',
        column,
        always: def.generated_when === 'a',
        ...identitySequence(def),
      };
    }
    case 'AT_SetIdentity': {
      const items = command.def && 'List' in command.def ? command.def.List.items : [];
      return {
        table,
        ifExists,
        only,
        kind: 'identity',
        change: 'set',
        column,
        ...generatedWhen(items),
      };
    }
    case 'AT_DropIdentity':
      return {
        table,
        ifExists,
        only,
        kind: 'identity',
        change: 'drop',
        column,
        missingOk: command.missing_ok === true,
      };
    case 'AT_AddConstraint': {
      const constraint =
        command.def && 'Constraint' in command.def ? readConstraint(command.def.Constraint) : null;
      return constraint === null
        ? unknown(on, subtype)
        : { table, ifExists, only, kind: 'add-constraint', constraint };
    }
    case 'AT_ValidateConstraint':
      return { table, ifExists, only, kind: 'validate-constraint', name: column };
    case 'AT_DropConstraint':
      return {
        table,
        ifExists,
        only,
        kind: 'drop-constraint',
        name: column,
        cascade: command.behavior === 'DROP_CASCADE',
        missingOk: command.missing_ok === true,
      };
    case 'AT_SetRelOptions':
      return readOption(command, on);
    case 'AT_ResetRelOptions': {
      const strongest = optionsOf(command).includes('user_catalog_table') ? strong : weak;
      return {
        table,
        ifExists,
        only,
        kind: 'harmless-alter',
        what: 'RESET (storage parameter)',
        lock: strongest,
      };
    }
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      return { table, ifExists, only, kind: 'set-persistence', logged: command.subtype === 'AT_SetLogged' };
    case 'AT_SetTableSpace':
    case 'AT_SetAccessMethod':
      return {
        table,
        ifExists,
        only,
        kind: 'move-storage',
        to: subtype === 'AT_SetTableSpace' ? 'tablespace' : 'access-method',
        name: column,
      };
    case 'AT_AlterConstraint':
      return { table, ifExists, only, kind: 'alter-constraint', ...alteredConstraint(command.def) };
    case 'AT_ReplicaIdentity': {
      const { identity_type: identity, name } =
        command.def && 'ReplicaIdentityStmt' in command.def ? command.def.ReplicaIdentityStmt : {};
      const index = identity === 'i' && name !== undefined ? { index: name } : {};
      const full = identity === 'f' ? { full: true } : {};
      return {
        table,
        ifExists,
        only,
        kind: 'replica-identity',
        nothing: identity === 'n',
        ...full,
        ...index,
      };
    }
    case 'AT_ChangeOwner':
      return { table, ifExists, only, kind: 'owner', ...ownerIn(command) };
    case 'AT_AttachPartition': {
      const bound = partition(command.def).bound;
      return {
        table,
        ifExists,
        only,
        kind: 'attach-partition',
        partition: rangeName(partition(command.def).name),
        isDefault: bound?.is_default === true,
        ...(bound === undefined ? {} : { bound: readBound(bound) }),
      };
    }
    case 'AT_DetachPartition': {
      const detached = partition(command.def);
      return {
        table,
        ifExists,
        only,
        kind: 'detach-partition',
        partition: rangeName(detached.name),
        concurrently: detached.concurrent === true,
      };
    }
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = rangeName(command.def && 'RangeVar' in command.def ? command.def.RangeVar : undefined);
      return { table, ifExists, only, kind: 'inherit', parent, add: command.subtype === 'AT_AddInherit' };
    }
    case 'AT_AddOf': {
      const type = command.def && 'TypeName' in command.def ? nameOf(command.def.TypeName.names) : undefined;
      return { table, ifExists, only, kind: 'of-type', ...(type === undefined ? {} : { type }) };
    }
    case 'AT_DropOf':
      return { table, ifExists, only, kind: 'of-type' };
    default:
      return readSwitch(command, on) ?? unknown(on, subtype);
  }
}

// SET GENERATED carries `a` or `d`, as attidentity does.
function generatedWhen(items: readonly Node[] | undefined): { readonly always?: boolean } {
  const arg = defElems(items).find(({ defname }) => defname === 'generated')?.arg;
  return arg !== undefined && 'Integer' in arg
    ? { always: String.fromCharCode(arg.Integer.ival ?? 0) === 'a' }
    : {};
}

const alteredConstraint = (
  node: Node | undefined,
): Pick<
  Extract<TableAction, { kind: 'alter-constraint' }>,
  'name' | 'enforceability' | 'enforced' | 'deferrability' | 'inheritability'
> => {
  const change = node && 'ATAlterConstraint' in node ? node.ATAlterConstraint : {};
  const { deferrable = false, initdeferred: initially = false } = change;
  return {
    name: change.conname ?? '',
    enforceability: change.alterEnforceability === true,
    ...(change.alterEnforceability === true ? { enforced: change.is_enforced === true } : {}),
    ...(change.alterInheritability === true ? { inheritability: true } : {}),
    ...(change.alterDeferrability === true ? { deferrability: { deferrable, initially } } : {}),
  };
};

const unknown = (on: OnTable, subtype: string): TableAction => ({
  ...on,
  kind: 'unknown-alter',
  what: subtype,
});

function readOption(command: AlterTableCmd, on: OnTable): TableAction {
  const options = defElems(command.def && 'List' in command.def ? command.def.List.items : []);
  const vacuum = options.find(({ defname }) => defname === 'autovacuum_enabled');
  const first = vacuum ?? options[0];
  const value = first?.arg === undefined ? 'true' : textOf(first.arg);
  return {
    ...on,
    kind: 'table-option',
    option: first?.defname ?? '',
    value: value.toLowerCase(),
    options: optionsOf(command),
  };
}

const optionsOf = (command: AlterTableCmd): readonly string[] =>
  defElems(command.def && 'List' in command.def ? command.def.List.items : []).map(
    ({ defnamespace, defname = '' }) => (defnamespace ? `${defnamespace}.${defname}` : defname),
  );

/** Subcommands that switch triggers or row security. */
function readSwitch({ subtype, name }: AlterTableCmd, on: OnTable): TableAction | null {
  const trigger = /^AT_(Enable|Disable)(Always|Replica)?(Trig|Rule)(All|User)?$/.exec(subtype ?? '');
  if (trigger) {
    const mode = trigger[2] === 'Always' ? 'always' : trigger[2] === 'Replica' ? 'replica' : 'origin';
    const of = trigger[3] === 'Rule' ? 'rule' : 'trigger';
    const enabled = trigger[1] === 'Enable';
    const which = name ? { name } : trigger[4] === 'User' ? { userOnly: true } : {};
    return { ...on, kind: 'trigger-state', of, ...which, enabled, mode };
  }
  const security = /^AT_(Enable|Disable|Force|NoForce)RowSecurity$/.exec(subtype ?? '');
  if (!security) return null;
  const changes = { Enable: 'enable', Disable: 'disable', Force: 'force', NoForce: 'no-force' } as const;
  return { ...on, kind: 'row-security', change: changes[security[1] as keyof typeof changes] };
}
