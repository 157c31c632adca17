import { describeRule } from '../testing/review-sql';

describeRule('enum-value-used-in-transaction', {
  fires: [
    [
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'",
      "UPDATE person SET stage = 'LOST' WHERE stage IS NULL",
    ],
    [
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'",
      "ALTER TABLE person ALTER stage SET DEFAULT 'LOST'",
    ],
    ["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'", "INSERT INTO person (stage) VALUES ('LOST')"],
  ],
  quiet: [
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'",
    ["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'", "INSERT INTO person (stage) VALUES ('WON')"],
    ["CREATE TYPE e AS ENUM ('LOST')", "INSERT INTO person (name) VALUES ('LOST')"],
  ],
});
