/**
 * Settings of a restored copy, as arguments, which win over everything that came along in the data directory: the copy is reached by nobody
 * else, archives nothing, follows nobody, and starts nothing of its own (jobs, subscriptions) that would act on the world outside.
 */
export function copySettings(major: number, socketFolder: string): Readonly<Record<string, string>> {
  return {
    ...{ listen_addresses: '', unix_socket_directories: socketFolder, unix_socket_permissions: '0700' },
    ...{ unix_socket_group: '', ssl: 'off', external_pid_file: '' },
    ...{ archive_mode: 'off', archive_command: '', ...(major >= 15 ? { archive_library: '' } : {}) },
    ...{ primary_conninfo: '', primary_slot_name: '', recovery_end_command: '', archive_cleanup_command: '' },
    ...{ synchronous_standby_names: '', max_logical_replication_workers: '0', max_wal_senders: '10' },
    ...{ shared_preload_libraries: '', session_preload_libraries: '', local_preload_libraries: '' },
    // Nobody is let in before the target is reached; and the sizes of the live server need not be had.
    ...{ hot_standby: 'off', max_connections: '50', shared_buffers: '128MB', huge_pages: 'off' },
    ...{ max_prepared_transactions: '200', max_locks_per_transaction: '256', temp_tablespaces: '' },
    ...{ logging_collector: 'off', log_destination: 'stderr', max_wal_size: '4GB', autovacuum: 'off' },
  };
}

/** Nothing of the copy is worth surviving a crash. */
export const DISPOSABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;
