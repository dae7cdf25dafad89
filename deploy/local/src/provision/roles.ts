/** Who may what in PostgreSQL, as data: an owner and a runtime role for each service that has a schema, and the log's users. */
import type { ServiceName } from '@sallyport/contracts/topics';

export const database = 'sallyport';
/** Owns the schema of the embedded event log. */
export const eventLogOwner = 'event_log_owner';
/** A role without login whose members may append and consume; it may not change the schema. */
export const eventLogUsers = 'event_log_users';

export interface ServiceRoles {
  /** Role the service runs as. */
  readonly runtime: string;
  /** Role that owns its schema and runs migrations; absent for a service without one. */
  readonly owner?: string;
}

export const serviceRoles = {
  gateway: { runtime: 'gateway' },
  approval: { runtime: 'approval', owner: 'approval_owner' },
  'masking-audit': { runtime: 'masking_audit', owner: 'masking_audit_owner' },
  'anomaly-detection': { runtime: 'anomaly_detection', owner: 'anomaly_detection_owner' },
  'session-archive': { runtime: 'session_archive', owner: 'session_archive_owner' },
} as const satisfies Record<ServiceName, ServiceRoles>;

/** Every role that logs in, and so has a password. */
export const loginRoles: readonly string[] = [
  eventLogOwner,
  ...Object.values<ServiceRoles>(serviceRoles).flatMap(({ runtime, owner }) =>
    owner === undefined ? [runtime] : [runtime, owner],
  ),
];

export type Passwords = Readonly<Record<string, string>>;
