import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddTagsAndWorkPreference1764100000000 implements MigrationInterface {
  name = 'AddTagsAndWorkPreference1764100000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "core"."company" ADD "tags" text array NOT NULL DEFAULT '{}'`);
    await queryRunner.query(
      `CREATE TYPE "core"."person_workpreference_enum" AS ENUM ('ON_SITE', 'HYBRID', 'REMOTE')`,
    );
    await queryRunner.query(
      `ALTER TABLE "core"."person" ADD "workPreference" "core"."person_workpreference_enum" array`,
    );
    await queryRunner.query(`ALTER TABLE "core"."fieldMetadata" ADD "relationTargetTableName" text`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "core"."fieldMetadata" DROP COLUMN "relationTargetTableName"`);
    await queryRunner.query(`ALTER TABLE "core"."person" DROP COLUMN "workPreference"`);
    await queryRunner.query(`DROP TYPE "core"."person_workpreference_enum"`);
    await queryRunner.query(`ALTER TABLE "core"."company" DROP COLUMN "tags"`);
  }
}
