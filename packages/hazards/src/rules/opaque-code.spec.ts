import { describeRule } from '../testing/review-sql';

describeRule('opaque-code', {
  fires: [
    "DO $$ BEGIN EXECUTE format('drop table %I', 'x'); END $$",
    'CALL p()',
    'EXECUTE prepared',
    'DO LANGUAGE plpython3u $$ pass $$',
  ],
  quiet: ['DO $$ BEGIN PERFORM 1; END $$', "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$", 'SELECT 1'],
});
