/** Injection tokens of what the archive's controllers share. */
import type { InjectionToken } from '@nestjs/common';

export const AUDITORS: InjectionToken = Symbol('AUDITORS');
export const LOG_WATCH: InjectionToken = Symbol('LOG_WATCH');
export const OWNED_LOGS: InjectionToken = Symbol('OWNED_LOGS');
