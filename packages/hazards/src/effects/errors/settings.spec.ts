import { heldTo } from '../../testing/held-to';

const schema = `CREATE TABLE t (a int);`;

heldTo('settings', schema, [
  ["SET lock_timeout = '5s'", '-'],
  ["SET lock_timeout = 'soon'", '22023'],
  ["SET statement_timeout = 'never'", '22023'],
  ['SET statement_timeout = 0', '-'],
  ["SET LOCAL lock_timeout = 'x'", '22023'],
  ["SET idle_in_transaction_session_timeout = 'x'", '22023'],
  ["SET idle_in_transaction_session_timeout = '1min'", '-'],
  ["SET deadlock_timeout = 'x'", '22023'],
  ["SET deadlock_timeout = '1s'", '-'],
  ['SET nope = 1', '42704'],
  ['SET lock_timout = 1', '42704'],
  ['RESET nope', '42704'],
  ['RESET lock_timeout', '-'],
  ['SET my.own = 1', '-'],
  ["SET application_name = 'soon'", '-'],
  ['SET lock_timeout TO DEFAULT', '-'],
  ['SET default_with_oids = false', '-'],
  ["SELECT set_config('lock_timeout', 'x', false)", '22023'],
  ["SELECT set_config('nope', '1', false)", '42704'],
  ["SELECT set_config('lock_timeout', '1s', true)", '-'],
  ['SET transaction_timeout = 5', '42704 42704 -'],
  ['SET default_toast_compression = pglz', '42704 - -'],
  ['SET enable_incremental_sort = on', '42704 - -'],
  ['SET client_connection_check_interval = 0', '42704 - -'],
  ['SET plan_cache_mode = auto', '42704 - -'],
  ['SET force_parallel_mode = off', '- - 42704'],
  ['SET TIME ZONE UTC', '-'],
  ['SET search_path TO public', '-'],
]);
