import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddLeadSourceAndForecastToOpportunity1764200000000 implements MigrationInterface {
  name = 'AddLeadSourceAndForecastToOpportunity1764200000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "core"."opportunity" ADD "leadSource" text`);
    await queryRunner.query(
      `ALTER TABLE "core"."opportunity" ADD "isForecasted" boolean NOT NULL DEFAULT false`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_COMPANY_POSITION" ON "core"."company" ("position")`);
    await queryRunner.query(`CREATE INDEX "IDX_PERSON_POSITION" ON "core"."person" ("position")`);
    await queryRunner.query(`CREATE INDEX "IDX_OPPORTUNITY_POSITION" ON "core"."opportunity" ("position")`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP INDEX "core"."IDX_OPPORTUNITY_POSITION"`);
    await queryRunner.query(`DROP INDEX "core"."IDX_PERSON_POSITION"`);
    await queryRunner.query(`DROP INDEX "core"."IDX_COMPANY_POSITION"`);
    await queryRunner.query(`ALTER TABLE "core"."opportunity" DROP COLUMN "isForecasted"`);
    await queryRunner.query(`ALTER TABLE "core"."opportunity" DROP COLUMN "leadSource"`);
  }
}
