import { describeRule } from '../testing/review-sql';

describeRule('drop-not-null', {
  fires: [
    'ALTER TABLE person ALTER COLUMN name DROP NOT NULL',
    'ALTER TABLE ONLY "core"."opportunity" ALTER "createdAt" DROP NOT NULL, ADD x int',
    'ALTER TABLE nowhere ALTER a DROP NOT NULL',
  ],
  quiet: [
    'ALTER TABLE person ALTER COLUMN code DROP NOT NULL',
    ['ALTER TABLE person ADD x int NOT NULL DEFAULT 1', 'ALTER TABLE person ALTER x DROP NOT NULL'],
    ['CREATE TABLE n (a int NOT NULL)', 'ALTER TABLE n ALTER a DROP NOT NULL'],
    'ALTER TABLE person ALTER COLUMN name SET NOT NULL',
  ],
});
