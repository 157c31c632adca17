import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class CreateMetadataTables1731070239458 implements MigrationInterface {
  name = 'CreateMetadataTables1731070239458';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "core"."objectMetadata" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "targetTableName" text NOT NULL,
        "nameSingular" text NOT NULL,
        "namePlural" text NOT NULL,
        "labelSingular" text NOT NULL,
        "labelPlural" text NOT NULL,
        "description" text,
        "isActive" boolean NOT NULL DEFAULT true,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_OBJECT_METADATA_TARGET_TABLE_NAME" UNIQUE ("targetTableName"),
        CONSTRAINT "UQ_OBJECT_METADATA_NAME_SINGULAR" UNIQUE ("nameSingular"),
        CONSTRAINT "UQ_OBJECT_METADATA_NAME_PLURAL" UNIQUE ("namePlural"),
        CONSTRAINT "PK_OBJECT_METADATA" PRIMARY KEY ("id")
      )
    `);
    await queryRunner.query(`
      CREATE TABLE "core"."fieldMetadata" (
        "id" uuid NOT NULL DEFAULT uuid_generate_v4(),
        "objectMetadataId" uuid NOT NULL,
        "name" text NOT NULL,
        "label" text NOT NULL,
        "type" text NOT NULL,
        "columnType" text NOT NULL,
        "description" text,
        "defaultValue" text,
        "options" jsonb,
        "isNullable" boolean NOT NULL,
        "isActive" boolean NOT NULL DEFAULT true,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        CONSTRAINT "UQ_FIELD_METADATA_OBJECT_METADATA_ID_NAME" UNIQUE ("objectMetadataId", "name"),
        CONSTRAINT "PK_FIELD_METADATA" PRIMARY KEY ("id"),
        CONSTRAINT "FK_FIELD_METADATA_OBJECT_METADATA_ID" FOREIGN KEY ("objectMetadataId") REFERENCES "core"."objectMetadata"("id") ON DELETE CASCADE
      )
    `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "core"."fieldMetadata"`);
    await queryRunner.query(`DROP TABLE "core"."objectMetadata"`);
  }
}
