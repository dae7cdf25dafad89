/** How a WebSocket is closed for each error of the gateway (RFC 6455 §7.4; 4000 and up are free for applications). */
import { errorRow, type RefusalCode } from '../../core/error-table.js';

/** Trying again may help: codes of the registry that say so. */
const transient: Partial<Readonly<Record<RefusalCode, number>>> = {
  STOPPING: 1001,
  REQUEST_TIMEOUT: 1001,
  REQUEST_MALFORMED: 1002,
  BODY_TOO_LARGE: 1009,
  INTERNAL: 1011,
  AUDIT_UNAVAILABLE: 1013,
  UPSTREAM_RESET: 1014,
  UPSTREAM_TIMEOUT: 1014,
  UPSTREAM_BAD_RESPONSE: 1014,
};

/** 4000 and an HTTP status are final to client libraries: they do not connect again. */
export const closeCode = (code: RefusalCode): number => transient[code] ?? 4000 + errorRow(code).status;

/** No status came: a close frame without one is answered alike. */
export const NO_STATUS = 1005;
/** The connection was lost without a close frame. */
export const ABNORMAL = 1006;
export const GOING_AWAY = 1001;
export const UNSUPPORTED_DATA = 1003;
export const SERVICE_RESTART = 1012;

/** What the other side may be told: never the codes that only say what a side has seen (RFC 6455 §7.4.1). */
export const mayRelay = (code: number): boolean =>
  code !== NO_STATUS && code !== ABNORMAL && code !== 1004 && code !== 1015 && code >= 1000 && code < 5000;
