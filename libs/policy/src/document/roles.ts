/** `roles`: the groups whose members may audit, approve and administer. */
import { z } from 'zod';
import { foreignName } from './names.js';

const groups = z
  .array(foreignName.refine((text) => text !== '*', { error: 'A role is never for everyone: name groups.' }))
  .max(64)
  .default([]);

export const roles = z
  .strictObject({
    auditor: groups.describe('May read the archive.'),
    approver: groups.describe('May answer approvals.'),
    admin: groups.describe('May lock and revoke.'),
  })
  .prefault({});

export type Roles = z.output<typeof roles>;
export type Role = keyof Roles;
