/** Injection tokens of what the controllers share. */

export const READERS: symbol = Symbol('READERS');
export const ADMINS: symbol = Symbol('ADMINS');
export const ANYONE: symbol = Symbol('ANYONE');
export const ROLES: symbol = Symbol('ROLES');
export const APPROVAL_DESK: symbol = Symbol('APPROVAL_DESK');
export const LOCK_DESK: symbol = Symbol('LOCK_DESK');
