import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';

import { type FieldMetadataType } from 'src/engine/metadata-modules/field-metadata/field-metadata-type';
import { ObjectMetadataEntity } from 'src/engine/metadata-modules/object-metadata/object-metadata.entity';

/** One field of an object, and the column that holds it: the two have the same name. */
@Entity({ name: 'fieldMetadata', schema: 'core' })
@Unique('UQ_FIELD_METADATA_OBJECT_METADATA_ID_NAME', ['objectMetadataId', 'name'])
export class FieldMetadataEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'uuid' })
  objectMetadataId: string;

  @ManyToOne(() => ObjectMetadataEntity, (object) => object.fields, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'objectMetadataId', foreignKeyConstraintName: 'FK_FIELD_METADATA_OBJECT_METADATA_ID' })
  object: Relation<ObjectMetadataEntity>;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  label: string;

  @Column({ type: 'text' })
  type: FieldMetadataType;

  /** The column's type as PostgreSQL prints it, such as `numeric(5,2)`. */
  @Column({ type: 'text' })
  columnType: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** The column's default as an SQL expression. */
  @Column({ type: 'text', nullable: true })
  defaultValue: string | null;

  /** The choices of a SELECT or MULTI_SELECT field. */
  @Column({ type: 'jsonb', nullable: true })
  options: FieldMetadataOption[] | null;

  /** The table that a relation's foreign key points to. */
  @Column({ type: 'text', nullable: true })
  relationTargetTableName: string | null;

  @Column({ type: 'boolean' })
  isNullable: boolean;

  @Column({ type: 'boolean', default: true })
  isActive: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}

export interface FieldMetadataOption {
  readonly position: number;
  readonly label: string;
  readonly value: string;
}
