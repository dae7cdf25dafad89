/** What the provider remembers (grants, refresh tokens, device codes), in one SQLite table, so that a login outlives a restart. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

const schema = `
  CREATE TABLE IF NOT EXISTS entry (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, user_code TEXT, expires_s INTEGER,
    PRIMARY KEY (model, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS entry_grant ON entry (grant_id) WHERE grant_id IS NOT NULL;
`;

export interface ProviderStore {
  readonly adapter: AdapterFactory;
  close(): void;
}

function nowS(): number {
  return Math.floor(Date.now() / 1000);
}

/** Opens the store in `folder`; entries past their time are removed on opening and never returned. */
export function openStore(folder: string): ProviderStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(path.join(folder, 'provider.sqlite'));
  db.exec(`PRAGMA journal_mode = WAL; ${schema}`);
  db.prepare('DELETE FROM entry WHERE expires_s < ?').run(nowS());

  const find = (
    where: 'id' | 'uid' | 'user_code',
    model: string,
    value: string,
  ): AdapterPayload | undefined => {
    const row = db
      .prepare(
        `SELECT payload FROM entry WHERE model = ? AND ${where} = ? AND (expires_s IS NULL OR expires_s >= ?)`,
      )
      .get(model, value, nowS());
    return typeof row?.['payload'] === 'string' ? (JSON.parse(row['payload']) as AdapterPayload) : undefined;
  };
  const upsert = (
    model: string,
    id: string,
    payload: AdapterPayload,
    expiresIn: number | undefined,
  ): void => {
    const { grantId, uid, userCode } = payload;
    db.prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      model,
      id,
      JSON.stringify(payload),
      grantId ?? null,
      uid ?? null,
      userCode ?? null,
      expiresIn === undefined ? null : nowS() + expiresIn,
    );
  };

  const adapter = (model: string): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      upsert(model, id, payload, expiresIn);
      return Promise.resolve();
    },
    find: async (id) => Promise.resolve(find('id', model, id)),
    findByUid: async (uid) => Promise.resolve(find('uid', model, uid)),
    findByUserCode: async (userCode) => Promise.resolve(find('user_code', model, userCode)),
    consume: async (id) => {
      const payload = find('id', model, id);
      if (payload === undefined) return Promise.resolve();
      const text = JSON.stringify({ ...payload, consumed: nowS() });
      db.prepare('UPDATE entry SET payload = ? WHERE model = ? AND id = ?').run(text, model, id);
      return Promise.resolve();
    },
    destroy: async (id) => {
      db.prepare('DELETE FROM entry WHERE model = ? AND id = ?').run(model, id);
      return Promise.resolve();
    },
    revokeByGrantId: async (grantId) => {
      db.prepare('DELETE FROM entry WHERE grant_id = ?').run(grantId);
      return Promise.resolve();
    },
  });
  return { adapter, close: () => db.close() };
}
