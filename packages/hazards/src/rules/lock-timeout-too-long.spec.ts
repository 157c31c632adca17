import { describeRule } from '../testing/review-sql';

describeRule('lock-timeout-too-long', {
  fires: [
    'SET LOCAL lock_timeout = 61000',
    `SELECT set_config('lock_timeout', '5min', true)`,
    "SET lock_timeout = '60s'",
    "SET LOCAL lock_timeout TO '1min'",
    'SET lock_timeout = 10001',
    "SELECT set_config('lock_timeout', '0.5 h', false)",
  ],
  quiet: [
    'SET lock_timeout = nonsense',
    `SET statement_timeout = '5min'`,
    "SET lock_timeout = '10s'",
    'SET lock_timeout = 10000',
    'SET lock_timeout = 0',
    "SET statement_timeout = '1h'",
    'RESET lock_timeout',
    "SET lock_timeout = '250 ms'",
  ],
});
