import { describeRule } from '../testing/review-sql';

describeRule('type-change-loses-values', {
  fires: [
    'ALTER TABLE person ALTER "createdAt" TYPE timestamp',
    ["SET timezone = 'Asia/Tokyo'", 'ALTER TABLE person ALTER "createdAt" TYPE timestamp'],
    'ALTER TABLE person ALTER COLUMN code TYPE varchar(20)',
    'ALTER TABLE person ALTER COLUMN amount TYPE numeric(10,0)',
    'ALTER TABLE person ALTER score TYPE smallint',
    "ALTER TABLE person ALTER score TYPE text USING 'x'",
    'ALTER TABLE opportunity ALTER COLUMN "nowhere" TYPE text',
    ['ALTER TABLE person ALTER name TYPE text', { down: 'ALTER TABLE person ALTER "createdAt" TYPE date' }],
  ],
  quiet: [
    ["SET timezone = 'UTC'", 'ALTER TABLE person ALTER "createdAt" TYPE timestamp'],
    'ALTER TABLE person ALTER COLUMN code TYPE varchar(200)',
    'ALTER TABLE person ALTER COLUMN code TYPE text USING code::text',
    'ALTER TABLE person ALTER score TYPE bigint',
    ['ALTER TABLE person ADD x text', 'ALTER TABLE person ALTER x TYPE int USING x::int'],
    [
      'ALTER TABLE person ALTER code TYPE varchar(80)',
      { down: 'ALTER TABLE person ALTER code TYPE varchar(50)' },
    ],
  ],
});
