import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddLostToOpportunityStage1757324417894 implements MigrationInterface {
  name = 'AddLostToOpportunityStage1757324417894';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TYPE "core"."opportunity_stage_enum" RENAME TO "opportunity_stage_enum_old"`,
    );
    await queryRunner.query(
      `CREATE TYPE "core"."opportunity_stage_enum" AS ENUM ('NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER', 'LOST')`,
    );
    await queryRunner.query(`ALTER TABLE "core"."opportunity" ALTER COLUMN "stage" DROP DEFAULT`);
    await queryRunner.query(`
      ALTER TABLE "core"."opportunity"
        ALTER COLUMN "stage" TYPE "core"."opportunity_stage_enum" USING "stage"::text::"core"."opportunity_stage_enum"
    `);
    await queryRunner.query(`ALTER TABLE "core"."opportunity" ALTER COLUMN "stage" SET DEFAULT 'NEW'`);
    await queryRunner.query(`DROP TYPE "core"."opportunity_stage_enum_old"`);
  }

  // Stops where an opportunity is LOST: no older stage means the same.
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TYPE "core"."opportunity_stage_enum_old" AS ENUM ('NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER')`,
    );
    await queryRunner.query(`ALTER TABLE "core"."opportunity" ALTER COLUMN "stage" DROP DEFAULT`);
    await queryRunner.query(`
      ALTER TABLE "core"."opportunity"
        ALTER COLUMN "stage" TYPE "core"."opportunity_stage_enum_old" USING "stage"::text::"core"."opportunity_stage_enum_old"
    `);
    await queryRunner.query(`ALTER TABLE "core"."opportunity" ALTER COLUMN "stage" SET DEFAULT 'NEW'`);
    await queryRunner.query(`DROP TYPE "core"."opportunity_stage_enum"`);
    await queryRunner.query(
      `ALTER TYPE "core"."opportunity_stage_enum_old" RENAME TO "opportunity_stage_enum"`,
    );
  }
}
