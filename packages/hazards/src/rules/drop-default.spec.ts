import { describeRule } from '../testing/review-sql';

describeRule('drop-default', {
  fires: [
    'ALTER TABLE person ALTER "createdAt" DROP DEFAULT',
    'ALTER TABLE person ALTER stage SET DEFAULT NULL',
    ['ALTER TABLE person ADD x int NOT NULL DEFAULT 1', 'ALTER TABLE person ALTER x DROP DEFAULT'],
  ],
  quiet: [
    'ALTER TABLE person ALTER score DROP DEFAULT',
    'ALTER TABLE person ALTER name DROP DEFAULT',
    'ALTER TABLE person ALTER "createdAt" SET DEFAULT now()',
  ],
});
