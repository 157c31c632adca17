import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';

import { UserEntity } from 'src/engine/core-modules/user/user.entity';
import { WorkspaceEntity } from 'src/engine/core-modules/workspace/workspace.entity';

/** Membership of a user in a workspace. */
@Entity({ name: 'userWorkspace', schema: 'core' })
@Unique('UQ_USER_WORKSPACE_USER_ID_WORKSPACE_ID', ['userId', 'workspaceId'])
export class UserWorkspaceEntity {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'uuid' })
  userId: string;

  @ManyToOne(() => UserEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'userId', foreignKeyConstraintName: 'FK_USER_WORKSPACE_USER_ID' })
  user: Relation<UserEntity>;

  @Index('IDX_USER_WORKSPACE_WORKSPACE_ID')
  @Column({ type: 'uuid' })
  workspaceId: string;

  @ManyToOne(() => WorkspaceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'workspaceId', foreignKeyConstraintName: 'FK_USER_WORKSPACE_WORKSPACE_ID' })
  workspace: Relation<WorkspaceEntity>;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
