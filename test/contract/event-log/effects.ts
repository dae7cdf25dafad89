/** A consumer with a real table: every event it applies is a row, in the same transaction as inbox and cursor. */
import { randomUUID } from 'node:crypto';
import { ConsumeLoop, type ConsumeLoopOptions } from '@sallyport/service-kit/consume/consume-loop';
import type { ConsumedEvent, Handler } from '@sallyport/service-kit/consume/handler';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { silentLogger } from '@sallyport/service-kit/event-log/event-log-logger';
import { consumeMigrations } from '@sallyport/service-kit/service/service-database';
import { Registry } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';

export interface Applied {
  readonly id: string;
  readonly session: string;
  readonly sequence: number;
}

export interface Effects {
  readonly group: string;
  readonly dataSource: DataSource;
  readonly registry: Registry;
  loop(
    eventLog: EventLog,
    more?: Partial<ConsumeLoopOptions> & Partial<Pick<Handler, 'topics'>> & { readonly before?: Before },
  ): ConsumeLoop;
  /** What was applied, in the order of applying. */
  applied(): Promise<readonly Applied[]>;
  /** Ids of the events of these sessions, in the order of applying. */
  appliedOf(...sessions: readonly string[]): Promise<readonly string[]>;
  metric(name: string): Promise<number>;
  close(): Promise<void>;
}

const trafficAlone: Handler['topics'] = ['sallyport.traffic.v1'];

/** Runs inside the transaction, before the rows are written. */
export type Before = (tx: EntityManager, events: readonly ConsumedEvent[]) => Promise<void>;

export async function openEffects(url: string): Promise<Effects> {
  const group = `effects-${randomUUID()}`;
  const registry = new Registry();
  const loops: ConsumeLoop[] = [];
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: 'effects',
    migrations: [...consumeMigrations],
    extra: { max: 20, options: '-c sallyport.runtime_role=postgres' },
  });
  await dataSource.initialize();
  await dataSource.query('CREATE SCHEMA effects');
  await dataSource.runMigrations();
  // No unique key: were an event applied twice, there would be two rows.
  await dataSource.query(
    `CREATE TABLE effects.applied (
       at bigint GENERATED ALWAYS AS IDENTITY, id uuid NOT NULL, session text NOT NULL, sequence int NOT NULL, note varchar(64)
     )`,
  );
  const handler = (before: Before, topics: Handler['topics']): Handler => ({
    group,
    topics,
    apply: async (tx, { events }) => {
      await before(tx, events);
      const envelopes = events.flatMap(({ event }) => event.record.envelope ?? []);
      await tx.query(
        `INSERT INTO effects.applied (id, session, sequence, note)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[])`,
        [
          envelopes.map(({ id }) => id),
          envelopes.map(({ session }) => session),
          envelopes.map(({ producer }) => producer?.sequence ?? 0),
          envelopes.map(({ connection }) => connection),
        ],
      );
    },
  });
  const applied = async (): Promise<readonly Applied[]> =>
    dataSource.query<Applied[]>('SELECT id, session, sequence FROM effects.applied ORDER BY at');
  return {
    group,
    dataSource,
    registry,
    loop: (eventLog, { before = () => Promise.resolve(), topics = trafficAlone, ...more } = {}) => {
      const loop = new ConsumeLoop({
        eventLog,
        dataSource,
        handler: handler(before, topics),
        registry,
        log: silentLogger,
        ...more,
      });
      loops.push(loop);
      loop.start();
      return loop;
    },
    applied,
    appliedOf: async (...sessions) =>
      (await applied()).filter(({ session }) => sessions.includes(session)).map(({ id }) => id),
    metric: async (name) => {
      const found = await registry.getSingleMetric(name)?.get();
      return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await dataSource.destroy();
    },
  };
}
