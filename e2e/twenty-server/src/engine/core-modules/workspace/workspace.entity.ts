import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';

export enum WorkspaceActivationStatus {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
  SUSPENDED = 'SUSPENDED',
}

/** A tenant: one company that uses the CRM. */
@Entity({ name: 'workspace', schema: 'core' })
@Unique('UQ_WORKSPACE_SUBDOMAIN', ['subdomain'])
export class WorkspaceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'text', nullable: true })
  displayName: string | null;

  @Column({ type: 'text' })
  subdomain: string;

  @Column({ type: 'enum', enum: WorkspaceActivationStatus, default: WorkspaceActivationStatus.INACTIVE })
  activationStatus: WorkspaceActivationStatus;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt: Date;
}
