/** Whatever is done in whatever order, the real service over a real database does as a simple model. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import fc from 'fast-check';
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { newModel, steps, stepsOfLife } from '../fixtures/approval-model.js';
import type { Choice, Subject } from '../fixtures/approval-model.js';
import { approvalDatabase, newId } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { person } from '../fixtures/asked.js';
import { ballot, deskRig } from '../fixtures/desk-rig.js';
import type { DeskRig } from '../fixtures/desk-rig.js';
import { bearerOf, digestOf, requestHeld, unattended } from '../fixtures/held.js';
import { isStanding } from '../core/states.js';
import type { ApprovalStanding } from '../core/states.js';

let store: ApprovalDatabase;
let replicas: readonly DeskRig[];
beforeAll(async () => {
  store = await approvalDatabase();
  replicas = [deskRig(store.database, undefined, 10_000), deskRig(await store.open(), undefined, 10_000)];
}, 60_000);
afterAll(() => store[Symbol.asyncDispose](), 60_000);

/** Each command goes to the other replica than the one before. */
class Service implements Subject {
  private turn = 0;
  private readonly ids = new Map<string, string>();
  private readonly session = newId(Date.now());

  static async open(): Promise<Service> {
    const service = new Service();
    await service.attend('join', 'first');
    return service;
  }

  private get rig(): DeskRig {
    const rig = replicas[this.turn++ % replicas.length];
    if (rig === undefined) throw new TypeError('no replica');
    return rig;
  }

  private id(request: string): string {
    const id = this.ids.get(request) ?? newId(Date.now());
    this.ids.set(request, id);
    return id;
  }

  async vote(who: string, choice: Choice): Promise<void> {
    const voter = person(who, who === 'guest' ? [] : ['approvers']);
    await this.rig.desk.vote(this.id('first'), ballot(who, choice, { voter }));
  }
  async withdraw(who: string): Promise<void> {
    await this.rig.desk.withdraw(this.id('first'), person(who), 'rest');
  }
  async takeBack(): Promise<void> {
    await this.rig.desk.takeBack(this.id('first'), { ...person('adam', []), admin: true });
  }
  async attend(kind: 'join' | 'leave', request: string): Promise<void> {
    const [requestId, { session }] = [this.id(request), this];
    const requirement = { anyOf: [[{ groups: ['approvers'], people: 2 }]] };
    // An approval that is over is not joined: the request is a new question then.
    if (
      kind === 'join' &&
      request !== 'first' &&
      !['pending', 'unattended', 'approved'].includes(await this.standing())
    )
      return;
    await this.rig.consume(
      kind === 'leave' ? unattended(requestId) : requestHeld({ requestId, session, requirement }),
    );
  }
  async timeIs(now: number): Promise<void> {
    if (now < stepsOfLife) return;
    await store.database.query(
      'UPDATE approvals SET expires_us = asked_us, due_us = CASE WHEN ended_us IS NULL THEN asked_us END WHERE id = $1',
      [this.id('first')],
    );
    await this.rig.time.look();
  }
  async consume(request: string, digest: 'same' | 'other'): Promise<boolean> {
    const requestSha256 = digestOf(digest === 'same' ? '{}' : 'other').toString('hex');
    const spend = { requestId: this.id(request), requestSha256, bearer: bearerOf(), replica: 'g' };
    return (await this.rig.desk.consume(this.id('first'), spend)) === 'consumed';
  }
  async standing(): Promise<ApprovalStanding> {
    const rows = await store.database.query<{ standing: string }[]>(
      'SELECT standing FROM approvals WHERE id = $1',
      [this.id('first')],
    );
    const standing = rows[0]?.standing ?? '';
    if (!isStanding(standing)) throw new TypeError(`unknown standing ${standing}`);
    return standing;
  }
}

it('is released at most once, never after a denial, an expiry or a withdrawal; the feed has no gap', async () => {
  await fc.assert(
    fc.asyncProperty(steps(15), (commands) =>
      fc.asyncModelRun(async () => ({ model: newModel(), real: await Service.open() }), commands),
    ),
    { numRuns: 25, endOnFailure: true },
  );
  const rows = await store.database.query<{ sequence: string; body: Buffer }[]>(
    'SELECT sequence, body FROM feed ORDER BY 1',
  );
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_row, index) => index + 1));
  const newest = new Map<string, number>();
  for (const { body } of rows.map((row) => Statement.decode(row.body))) {
    if (body?.$case !== 'decision') continue;
    const { approvalId, revision } = body.value;
    expect(revision).toBe((newest.get(approvalId) ?? 0) + 1);
    newest.set(approvalId, revision);
  }
}, 120_000);
