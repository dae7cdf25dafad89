/** Injection tokens for what `runService` has opened; every module of a service may inject them. */
import type { InjectionToken } from '@nestjs/common';

export const SERVICE_CONTEXT: InjectionToken = Symbol('SERVICE_CONTEXT');
export const ENV: InjectionToken = Symbol('ENV');
export const LOG: InjectionToken = Symbol('LOG');
export const METRICS: InjectionToken = Symbol('METRICS');
/** Absent in a service without a database. */
export const DATABASE: InjectionToken = Symbol('DATABASE');
export const EVENT_LOG: InjectionToken = Symbol('EVENT_LOG');
export const LIFECYCLE: InjectionToken = Symbol('LIFECYCLE');
export const GRPC_SERVICES: InjectionToken = Symbol('GRPC_SERVICES');
