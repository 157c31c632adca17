import { describeRule } from '../testing/review-sql';

describeRule('set-local-without-transaction', {
  fires: [
    [`set  local   work_mem = '1MB'`, { transaction: false }],
    ["SET LOCAL lock_timeout = '2s'", { transaction: false }],
    ['SET LOCAL search_path TO core', { transaction: false }],
    ["SELECT set_config('lock_timeout', '2s', true)", { transaction: false }],
  ],
  quiet: [
    [
      ["DO $$ BEGIN SET LOCAL lock_timeout = '2s'; ALTER TABLE company ADD x int; END $$"],
      { transaction: false },
    ],
    "SET LOCAL lock_timeout = '2s'",
    ["SET lock_timeout = '2s'", { transaction: false }],
    ["SET LOCAL lock_timeout = '2s'; SELECT 1", { transaction: false }],
  ],
});
