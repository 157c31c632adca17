import { describeRule } from '../testing/review-sql';

describeRule('enum-swap', {
  fires: [
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
