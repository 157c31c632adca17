import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class AddUserLocaleAndKeyValuePair1750673748111 implements MigrationInterface {
  name = 'AddUserLocaleAndKeyValuePair1750673748111';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "core"."user" ADD "locale" text`);
    await queryRunner.query(
      `CREATE TYPE "core"."keyValuePair_type_enum" AS ENUM ('USER_VARIABLE', 'FEATURE_FLAG', 'CONFIG_VARIABLE')`,
    );
    await queryRunner.query(`
      CREATE TABLE "core"."keyValuePair" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "type" "core"."keyValuePair_type_enum" NOT NULL DEFAULT 'USER_VARIABLE',
        "key" text NOT NULL,
        "value" jsonb,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_KEY_VALUE_PAIR_TYPE_KEY" UNIQUE ("type", "key"),
        CONSTRAINT "PK_KEY_VALUE_PAIR" PRIMARY KEY ("id")
      )
    `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "core"."keyValuePair"`);
    await queryRunner.query(`DROP TYPE "core"."keyValuePair_type_enum"`);
    await queryRunner.query(`ALTER TABLE "core"."user" DROP COLUMN "locale"`);
  }
}
