import { describeRule } from '../testing/review-sql';

/** What a dump, a client or a tuned migration sets: nobody is less protected by it. */
const harmless =
  'search_path application_name client_min_messages client_encoding work_mem maintenance_work_mem temp_buffers datestyle intervalstyle ' +
  'extra_float_digits bytea_output default_tablespace default_table_access_method max_parallel_maintenance_workers ' +
  'max_parallel_workers_per_gather jit enable_seqscan deadlock_timeout log_statement check_function_bodies default_text_search_config ' +
  'timezone quote_all_identifiers';

const damaging =
  'session_replication_role zero_damaged_pages ignore_checksum_failure allow_system_table_mods ignore_system_indexes';

describeRule('protective-setting', {
  fires: [
    ...damaging.split(' ').map((name) => `SET ${name} = on`),
    ...['lock', 'statement', 'idle_in_transaction_session', 'transaction'].map(
      (name) => `SET ${name}_timeout = '0 s'`,
    ),
    'RESET row_security',
    'SET LOCAL synchronous_commit = off',
    "SET session_replication_role = 'replica'",
    'SET lock_timeout = 0',
    'RESET ALL',
    'SET ROLE admin',
    "SELECT set_config('session_replication_role', 'replica', true)",
    'SET LOCAL statement_timeout TO DEFAULT',
    'SET row_security = off',
    'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
    'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY',
  ],
  quiet: [
    ...harmless.split(' ').flatMap((name) => [`SET ${name} = 'x'`, `RESET ${name}`]),
    ...damaging.split(' ').flatMap((name) => [`RESET ${name}`, `SET ${name} = off`, `SET ${name} = FALSE`]),
    ...['lock', 'statement', 'idle_in_transaction_session', 'transaction'].map(
      (name) => `SET ${name}_timeout = '05s'`,
    ),
    "SET LOCAL lock_timeout = '2s'",
    'SET search_path TO core',
    "SET session_replication_role = 'origin'",
    "SELECT set_config('statement_timeout', '5min', false)",
  ],
});
