import { describeRule } from '../testing/review-sql';

describeRule('enum-swap', {
  fires: [
    [
      'ALTER DOMAIN core.positive RENAME TO positive_old',
      'CREATE DOMAIN core.positive2 AS int',
      'ALTER DOMAIN core.positive2 RENAME TO positive',
    ],
    // The other way round: the new type gets the name at last.
    [
      `CREATE TYPE "stage_new" AS ENUM ('a')`,
      'ALTER TABLE person ALTER stage TYPE "stage_new" USING stage::text::"stage_new"',
      'DROP TYPE "opportunity_stage_enum"',
      'ALTER TYPE core."stage_new" RENAME TO "opportunity_stage_enum"',
    ],
    [
      'ALTER TYPE opportunity_stage_enum RENAME TO o; CREATE TYPE core.opportunity_stage_enum AS ENUM (); ALTER TABLE ONLY person ALTER stage SET DATA TYPE opportunity_stage_enum USING stage::text::opportunity_stage_enum',
    ],
    [
      'ALTER TYPE "core"."opportunity_stage_enum" RENAME TO "opportunity_stage_enum_old"',
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM('a', 'b')`,
      'ALTER TABLE "opportunity" ALTER COLUMN "stage" TYPE "core"."opportunity_stage_enum" USING "stage"::"text"::"core"."opportunity_stage_enum"',
      'DROP TYPE "core"."opportunity_stage_enum_old"',
    ],
    [
      'ALTER TYPE "core"."opportunity_stage_enum" RENAME TO "opportunity_stage_enum_old"',
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM('a', 'b')`,
      'ALTER TABLE "opportunity" ALTER COLUMN "stage" TYPE "core"."opportunity_stage_enum" USING "stage"::"text"::"core"."opportunity_stage_enum"',
    ],
    [
      'ALTER TYPE "core"."opportunity_stage_enum" RENAME TO "opportunity_stage_enum_old"',
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM('a', 'b')`,
      'ALTER TABLE "person" ALTER COLUMN "stage" TYPE "core"."opportunity_stage_enum" USING "stage"::"text"::"core"."opportunity_stage_enum"',
      'DROP TYPE "core"."opportunity_stage_enum_old"',
    ],
  ],
  quiet: [
    [
      'ALTER TYPE core.opportunity_stage_enum RENAME TO old',
      'CREATE TYPE core.opportunity_stage_enum AS ENUM ()',
      'ALTER TABLE person ADD x core.opportunity_stage_enum',
      'ALTER TABLE person ALTER x TYPE core.opportunity_stage_enum',
    ],
    [
      'ALTER TYPE core.opportunity_stage_enum RENAME TO old',
      'ALTER TABLE person RENAME TO opportunity_stage_enum',
    ],
    ["CREATE TYPE a AS ENUM ('x')", 'ALTER TYPE a RENAME TO b'],
    [
      `CREATE TYPE core.k AS ENUM('a')`,
      'ALTER TABLE opportunity ADD k core.k',
      'ALTER TYPE core.k RENAME TO k_old',
      `CREATE TYPE core.k AS ENUM('a', 'b')`,
      'ALTER TABLE opportunity ALTER k TYPE core.k USING k::text::core.k',
    ],
    [
      "CREATE TYPE core.e AS ENUM ('a')",
      'ALTER TABLE opportunity ALTER stage TYPE core.e USING stage::text::core.e',
    ],
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
    [
      'ALTER TYPE "core"."opportunity_stage_enum" RENAME TO "opportunity_stage_enum_old"',
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM('a', 'b')`,
    ],
  ],
});
