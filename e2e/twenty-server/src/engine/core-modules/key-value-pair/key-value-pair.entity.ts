import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';

export enum KeyValuePairType {
  USER_VARIABLE = 'USER_VARIABLE',
  FEATURE_FLAG = 'FEATURE_FLAG',
  CONFIG_VARIABLE = 'CONFIG_VARIABLE',
}

/** Small settings that need no table of their own. */
@Entity({ name: 'keyValuePair', schema: 'core' })
@Unique('UQ_KEY_VALUE_PAIR_TYPE_KEY', ['type', 'key'])
export class KeyValuePairEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'enum', enum: KeyValuePairType, default: KeyValuePairType.USER_VARIABLE })
  type: KeyValuePairType;

  @Column({ type: 'text' })
  key: string;

  @Column({ type: 'jsonb', nullable: true })
  value: unknown;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
