import { describeRule } from '../testing/review-sql';

describeRule('enum-value-used-in-transaction', {
  fires: [
    [
      "CREATE TYPE core.e AS ENUM ('a')",
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'y'",
      "SELECT 'y'::text",
    ],
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
    [
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
      "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'y' AFTER 'x'",
    ],
    ["CREATE TYPE core.e AS ENUM ('a')", "ALTER TYPE core.e ADD VALUE 'x'", "SELECT 'x'::core.e"],
    [["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'", "SELECT 'x'"], { transaction: false }],
    "SELECT 'x'::core.opportunity_stage_enum",
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'",
    ["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'LOST'", "INSERT INTO person (stage) VALUES ('WON')"],
    ["CREATE TYPE e AS ENUM ('LOST')", "INSERT INTO person (name) VALUES ('LOST')"],
  ],
});
