import type { Relation, RelationKind } from '../../catalog/model';
import type { TableAction } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { raise } from './raise';

const tables: readonly RelationKind[] = ['table', 'partitioned'];
const stored: readonly RelationKind[] = [...tables, 'foreign'];
const tidied: readonly RelationKind[] = [...tables, 'matview'];
const measured: readonly RelationKind[] = [...stored, 'matview'];
const given: readonly RelationKind[] = [...stored, 'view'];

/** What a subcommand of ALTER TABLE can be done to (ATSimplePermissions in tablecmds.c); left out: anything. */
const fits: Partial<Record<TableAction['kind'], readonly RelationKind[]>> = {
  'add-column': stored,
  'drop-column': stored,
  'set-type': stored,
  'set-default': given,
  identity: given,
  'set-not-null': stored,
  'drop-not-null': stored,
  'set-expression': stored,
  'drop-expression': stored,
  'add-constraint': stored,
  'validate-constraint': stored,
  'drop-constraint': stored,
  'alter-constraint': stored,
  'trigger-state': stored,
  'row-security': tables,
  'replica-identity': tidied,
  inherit: stored,
};

const ofHarmless: Readonly<Record<string, readonly RelationKind[]>> = {
  'SET STATISTICS': measured,
  'SET (attribute option)': measured,
  'RESET (attribute option)': measured,
  'SET STORAGE': measured,
  'SET COMPRESSION': tidied,
  'CLUSTER ON': tidied,
  'SET WITHOUT CLUSTER': tidied,
};

/** SQLSTATE 42809: the subcommand is none for a relation of this kind. It is asked before anything else. */
export function alteredKindError(table: Relation, action: TableAction): PredictedError | null {
  const wanted = action.kind === 'harmless-alter' ? ofHarmless[action.what] : fits[action.kind];
  const what =
    action.kind === 'harmless-alter' ? action.what : action.kind.replaceAll('-', ' ').toUpperCase();
  return wanted === undefined || wanted.includes(table.kind)
    ? null
    : raise('42809', `ALTER action ${what} cannot be performed on relation "${table.name}"`);
}
