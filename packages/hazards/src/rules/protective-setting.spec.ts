import { describeRule } from '../testing/review-sql';

describeRule('protective-setting', {
  fires: [
    "SET session_replication_role = 'replica'",
    'SET lock_timeout = 0',
    'RESET ALL',
    'SET ROLE admin',
    "SELECT set_config('session_replication_role', 'replica', true)",
    'SET LOCAL statement_timeout TO DEFAULT',
    'SET row_security = off',
  ],
  quiet: [
    "SET LOCAL lock_timeout = '2s'",
    'SET search_path TO core',
    "SET session_replication_role = 'origin'",
    "SELECT set_config('statement_timeout', '5min', false)",
  ],
});
