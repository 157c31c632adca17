import {
  Column,
  CreateDateColumn,
  Entity,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
} from 'typeorm';

import { FieldMetadataEntity } from 'src/engine/metadata-modules/field-metadata/field-metadata.entity';

/** One kind of record that the API serves, and the table that holds it. */
@Entity({ name: 'objectMetadata', schema: 'core' })
@Unique('UQ_OBJECT_METADATA_TARGET_TABLE_NAME', ['targetTableName'])
@Unique('UQ_OBJECT_METADATA_NAME_SINGULAR', ['nameSingular'])
@Unique('UQ_OBJECT_METADATA_NAME_PLURAL', ['namePlural'])
export class ObjectMetadataEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'text' })
  targetTableName: string;

  @Column({ type: 'text' })
  nameSingular: string;

  @Column({ type: 'text' })
  namePlural: string;

  @Column({ type: 'text' })
  labelSingular: string;

  @Column({ type: 'text' })
  labelPlural: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'boolean', default: true })
  isActive: boolean;

  @OneToMany(() => FieldMetadataEntity, (field) => field.object)
  fields: Relation<FieldMetadataEntity[]>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
