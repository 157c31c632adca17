import type { Rule } from './rule';
import { dangerous, risky, quiet } from './rule';

/** A setting that protects data or users is changed. */
export const protectiveSetting: Rule = {
  id: 'protective-setting',
  title: 'A setting that protects data or users is changed',
  axis: 'certainty',
  on: ['setting'],
  why: 'The run sets lock_timeout, triggers and role for a reason; a migration that changes them runs without that protection.',
  safeWay: 'Leave the setting alone; the lock budget is an option of the run.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'setting') return quiet;
    const { name, value } = action;
    if (damaging.has(name)) {
      const off = value === null || ['origin', 'off', 'false'].includes(value.toLowerCase());
      return off ? quiet : dangerous(`sets ${name} to ${value}`);
    }
    if (timeouts.has(name))
      return value === null || /^0\D*$/.test(value) ? risky(`switches ${name} off`) : quiet;
    if (harmless.has(name)) return quiet;
    if (value === 'multi') return risky('sets the isolation or the access mode of transactions');
    return risky(
      value === null ? `resets ${name === 'all' ? 'every setting' : name}` : `sets ${name} to ${value}`,
    );
  },
};

/** Off by default; on, they let damage through. */
const damaging = new Set([
  'session_replication_role',
  'zero_damaged_pages',
  'ignore_checksum_failure',
  'allow_system_table_mods',
  'ignore_system_indexes',
]);

const timeouts = new Set([
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]);

/** Settings that neither weaken a protection nor change what a later statement means for data. */
const harmless = new Set([
  ...[
    'search_path',
    'application_name',
    'client_min_messages',
    'client_encoding',
    'work_mem',
    'maintenance_work_mem',
    'temp_buffers',
  ],
  ...[
    'datestyle',
    'intervalstyle',
    'extra_float_digits',
    'bytea_output',
    'default_tablespace',
    'default_table_access_method',
  ],
  ...[
    'max_parallel_maintenance_workers',
    'max_parallel_workers_per_gather',
    'jit',
    'enable_seqscan',
    'deadlock_timeout',
    'log_statement',
  ],
  ...['check_function_bodies', 'default_text_search_config', 'timezone', 'quote_all_identifiers'],
]);
